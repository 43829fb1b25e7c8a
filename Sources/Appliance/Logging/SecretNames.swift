/// Tells names under which secrets travel from all others.
enum SecretNames {
    /// What is printed in the place of a secret.
    static let redacted = "(redacted)"

    private static let marks = [
        "authorization", "password", "passwd", "passphrase", "secret", "token", "apikey", "cookie", "credential",
        "privatekey", "encryptionkey", "accesskey",
    ]

    /// Whether a value of this name must not be printed: case, `-`, `_` and spaces do not matter.
    static func contains(_ name: String) -> Bool {
        let plain = name.lowercased().filter { $0 != "-" && $0 != "_" && $0 != " " }
        return marks.contains { plain.contains($0) }
    }
}
