/// The rules for what stands in an account or role.
enum AccountFields {
    /// A name is ASCII, so that what looks the same is the same: letters, digits, and `. _ - @ +` after the first.
    static func checkUsername(_ name: String, limits: Limits) throws(AccountError) {
        let bytes = name.utf8
        guard (1...limits.usernameBytes).contains(bytes.count), let first = bytes.first, isAlphanumeric(first),
            bytes.allSatisfy({ isAlphanumeric($0) || "._-@+".utf8.contains($0) })
        else {
            throw .fieldInvalid(
                field: "username",
                reason: "takes 1 to \(limits.usernameBytes) letters and digits of ASCII, and . _ - @ + after the first")
        }
    }

    /// An address as mail servers everywhere take it: one @ between printable ASCII without the characters that
    /// structure a header or command.
    static func checkEmail(_ email: String, limits: Limits) throws(AccountError) {
        let bytes = Array(email.utf8)
        let parts = bytes.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard bytes.count <= limits.emailBytes, parts.count == 2, (1...64).contains(parts[0].count),
            !parts[1].isEmpty, parts[1].allSatisfy({ isAlphanumeric($0) || "-.".utf8.contains($0) }),
            parts[0].allSatisfy({ (0x21...0x7E).contains($0) && !"<>()[],;:\\\"".utf8.contains($0) }),
            parts.allSatisfy({ $0.first != UInt8(ascii: ".") && $0.last != UInt8(ascii: ".") && $0.first != 0x2D })
        else {
            throw .fieldInvalid(
                field: "email", reason: "takes an address such as ada@example.org of at most \(limits.emailBytes) bytes"
            )
        }
    }

    static func checkFullName(_ name: String, limits: Limits) throws(AccountError) {
        guard name.utf8.count <= limits.fullNameBytes,
            !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else {
            throw .fieldInvalid(
                field: "full_name",
                reason: "takes at most \(limits.fullNameBytes) bytes of text without control characters")
        }
    }

    static func checkTier(_ tier: String) throws(AccountError) {
        guard (1...64).contains(tier.utf8.count) else {
            throw .fieldInvalid(field: "tier", reason: "takes the name of a tier")
        }
    }

    static func checkRoles(_ roles: [String], limits: Limits) throws(AccountError) {
        guard (1...limits.rolesPerAccount).contains(roles.count), Set(roles).count == roles.count else {
            throw .fieldInvalid(
                field: "roles", reason: "takes 1 to \(limits.rolesPerAccount) names of roles, each once")
        }
    }

    static func checkRoleName(_ name: String) throws(AccountError) {
        guard (1...64).contains(name.utf8.count),
            name.utf8.allSatisfy({
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || "_-".utf8.contains($0)
            })
        else {
            throw .fieldInvalid(
                field: "name", reason: "takes 1 to 64 small letters and digits of ASCII, underscores and hyphens")
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
    }
}
