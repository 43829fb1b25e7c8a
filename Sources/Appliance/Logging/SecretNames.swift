/// Tells names under which secrets travel from all others.
enum SecretNames {
    /// What is printed in the place of a secret.
    static let redacted = "(redacted)"

    private static let marks: [[UInt8]] = [
        "authorization", "password", "passwd", "passphrase", "secret", "token", "apikey", "cookie", "credential",
        "privatekey", "encryptionkey", "accesskey",
    ].map { Array($0.utf8) }

    /// Whether a value of this name must not be printed: case, `-`, `_` and spaces do not matter.
    static func contains(_ name: String) -> Bool {
        // Unicode has other forms of some letters, such as the Kelvin sign; only its own tables know them all. They
        // are slow, and names in log lines are nearly always ASCII.
        let isASCII = name.utf8.allSatisfy { $0 < 0x80 }
        let plain = (isASCII ? name : name.lowercased()).utf8.compactMap(Self.folded)
        return plain.indices.contains { start in
            marks.contains { plain[start...].starts(with: $0) }
        }
    }

    /// A byte in lower case; nil for one that separates words.
    private static func folded(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: " "): nil
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte + 0x20
        default: byte
        }
    }
}
