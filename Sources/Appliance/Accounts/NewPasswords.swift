import Access

/// Turns passwords that people choose into hashes to store, where the policy lets them.
struct NewPasswords: Sendable {
    let policy: PasswordPolicy
    let hasher: PasswordHasher

    /// - Throws: ``EmbeddedFile/Missing`` when the program was built without its list of common passwords.
    init(hasher: PasswordHasher) throws(EmbeddedFile.Missing) {
        policy = PasswordPolicy(common: CommonPasswords(bytes: try EmbeddedFile("common-passwords.txt").bytes))
        self.hasher = hasher
    }

    /// The text of a new hash.
    ///
    /// `names` are what others know of the account, such as its name and address.
    ///
    /// - Throws: ``PasswordPolicy/Refusal``, ``PasswordHasher/Overloaded``.
    func hash(_ password: String, names: [String], hasSecondFactor: Bool = false) async throws -> String {
        try policy.check(password, names: names, hasSecondFactor: hasSecondFactor)
        return try await hasher.hash(password)
    }
}
