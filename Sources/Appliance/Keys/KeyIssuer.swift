import Access
import Storage

/// A key that was just made, the only time that it is known in full.
struct IssuedKey: Sendable {
    let record: APIKeyRecord
    let key: APIKey
}

/// Makes and replaces keys.
struct KeyIssuer: Sendable {
    /// Whose key it will be.
    struct Owner: Sendable {
        let id: Int64
        /// What the owner may, and so the key at most.
        let permissions: PermissionSet
        let tier: String

        init(_ account: Account) {
            id = account.id
            permissions = PermissionSet(stored: account.permissions)
            tier = account.tier
        }

        init(_ principal: Principal) {
            id = principal.userID
            permissions = principal.permissions
            tier = principal.tier
        }
    }

    let store: APIKeyStore
    let tiers: [Tier]
    let random: @Sendable () -> UInt64

    /// Makes a key.
    ///
    /// - Throws: ``KeyTermsError``, ``APIKeyError``.
    func issue(_ name: String, _ terms: KeyTerms, for owner: Owner, origin: ChangeOrigin) async throws -> IssuedKey {
        let scopes = try terms.scopes(owner: owner.permissions, tier: tiers.first { $0.name == owner.tier })
        let key = newKey()
        let record = try await store.create(
            NewAPIKey(
                name: name, print: APIKeyPrint(key), scopes: scopes?.map(\.rawValue),
                expiresAt: terms.expiresInDays.map { origin.at.adding(hours: $0 * 24) },
                limits: APIKeyLimits(perMinute: terms.perMinute, perDay: terms.perDay)),
            forUser: owner.id, origin: origin)
        return IssuedKey(record: record, key: key)
    }

    /// Makes a key in the place of another, which goes on working for some hours.
    ///
    /// - Throws: ``APIKeyError``.
    func rotate(_ id: Int64, ofUser user: Int64?, graceHours: Int, origin: ChangeOrigin) async throws -> IssuedKey {
        let key = newKey()
        let record = try await store.rotate(
            id, ofUser: user, to: APIKeyPrint(key), graceUntil: origin.at.adding(hours: graceHours), origin: origin)
        return IssuedKey(record: record, key: key)
    }

    private func newKey() -> APIKey {
        var generator = InjectedGenerator(random: random)
        return APIKey(using: &generator)
    }
}

/// The injected source of randomness as the standard library takes it.
private struct InjectedGenerator: RandomNumberGenerator {
    let random: @Sendable () -> UInt64

    mutating func next() -> UInt64 { random() }
}

extension APIKeyPrint {
    /// What is stored of a key.
    init(_ key: APIKey) {
        self.init(digest: key.digest.bytes, lastFour: key.lastFour)
    }
}

extension Timestamp {
    fileprivate func adding(hours: Int) -> Timestamp {
        Timestamp(millisecondsSince1970: millisecondsSince1970 + Int64(hours) * 3_600_000)
    }
}
