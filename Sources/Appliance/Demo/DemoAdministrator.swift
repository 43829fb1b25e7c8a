import Access
import Storage

/// The administrator of a demo, with a new API key at each start.
struct DemoAdministrator: Sendable {
    let username: String
    /// Nil in a directory that was kept, where the account has the password that was printed when it was made.
    let password: Secret?
    let key: Secret

    private static let name = "demo"

    /// Makes the account, unless the directory has it already, and the key.
    ///
    /// - Throws: ``AccountError``, ``APIKeyError``, ``StorageError``.
    static func make(in parts: ApplianceParts) async throws -> DemoAdministrator {
        let origin = ChangeOrigin(actor: "demo", at: parts.clock.now())
        var password: Secret?
        let account: Account
        if let existing = try await parts.accounts.account(username: name) {
            // Nobody remembers the key that was printed the last time.
            for key in try await parts.keys.keys(ofUser: existing.id) where key.name == name {
                try await parts.keys.revoke(key.id, ofUser: existing.id, origin: origin)
            }
            account = existing
        } else {
            let new = randomPassword()
            account = try await parts.accounts.create(
                NewAccount(
                    username: name, email: "demo@localhost.localdomain", fullName: "Demo",
                    passwordHash: try await parts.passwords.hasher.hash(new.revealed), tier: "enterprise",
                    roles: [Role.admin.name]),
                origin: origin)
            password = new
        }
        let issued = try await parts.keyIssuer.issue(name, KeyTerms(), for: KeyIssuer.Owner(account), origin: origin)
        return DemoAdministrator(username: account.username, password: password, key: issued.key.secret)
    }

    /// Random characters of a key, 142 bits of them: to be copied rather than typed.
    private static func randomPassword() -> Secret {
        var generator = SystemRandomNumberGenerator()
        return Secret(String(APIKey(using: &generator).secret.revealed.dropFirst(APIKey.prefix.count).prefix(24)))
    }
}
