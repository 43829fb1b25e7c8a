import Access
import Limiting
import Storage
import Synchronization

/// An API key with its owner, ready for a decision that asks only for the time.
final class KnownKey: Sendable {
    let principal: Principal
    private let record: APIKeyRecord
    private let isOwnerDisabled: Bool
    /// Milliseconds since 1970 of the last use that was handed on.
    private let lastNoted: Atomic<Int64>

    init(_ identity: APIKeyIdentity, requiresAdministratorSecondFactor: Bool) {
        let owner = KnownAccount(
            identity.owner, requiresAdministratorSecondFactor: requiresAdministratorSecondFactor)
        record = identity.key
        isOwnerDisabled = owner.isDisabled
        lastNoted = Atomic(record.lastUsedAt?.millisecondsSince1970 ?? .min)
        principal = Principal(
            userID: owner.id, username: owner.username, tier: owner.tier,
            permissions: record.scopes.map { owner.permissions.intersection(PermissionSet(stored: $0)) }
                ?? owner.permissions,
            credential: .apiKey(id: record.id), keyLimits: LimitPolicy(record.limits),
            keyReach: record.scopes != nil || record.expiresAt != nil || record.limits != .none
                ? .itself(id: record.id) : .all)
    }

    /// Whether the key stands in the way of a request at a time.
    func failure(at time: Timestamp) -> AuthenticationFailure? {
        switch record.standing(at: time) {
        case .revoked: .revokedKey(id: record.id)
        case .expired: .expiredKey(id: record.id)
        case .replaced: .replacedKey(id: record.id)
        case .valid: isOwnerDisabled ? .disabledAccount(userID: principal.userID) : nil
        }
    }

    /// Whether a use at a time is to be noted: once a minute, for the first of those who ask.
    func shouldNoteUse(at time: Timestamp) -> Bool {
        let now = time.millisecondsSince1970
        let noted = lastNoted.load(ordering: .relaxed)
        guard noted == .min || now - noted >= Limits.keyUseMilliseconds || now < noted else { return false }
        return lastNoted.compareExchange(expected: noted, desired: now, ordering: .relaxed).exchanged
    }
}

extension LimitPolicy {
    /// The limits of a key; nil where it has none of its own.
    init?(_ limits: APIKeyLimits) {
        guard limits != .none else { return nil }
        let perMinute = limits.perMinute.map { UInt32(clamping: $0) }
        self.init(
            perMinute: perMinute, burst: limits.burst.map { UInt32(clamping: $0) } ?? perMinute ?? 1,
            perDay: limits.perDay.map { UInt32(clamping: $0) })
    }
}
