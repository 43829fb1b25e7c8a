import Access
import Limiting

/// What callers may spend: the tiers, and whoever does not say who they are.
struct LimitSettings: Equatable, Sendable {
    var tiers: [Tier]
    var anonymous: LimitPolicy

    /// As shipped, where nobody configures anything.
    static let shipped = LimitSettings(
        tiers: Tier.shipped,
        anonymous: LimitPolicy(
            perMinute: UInt32(Limits.anonymousPerMinute), burst: UInt32(Limits.anonymousBurst), perDay: nil))
}

extension LimitPolicy {
    /// What an account of a tier may spend.
    init(_ tier: Tier) {
        let burst = tier.burst.map { UInt32(clamping: $0) }
        self.init(
            // A rate without a depth, or the other way round, limits nothing.
            perMinute: burst == nil ? nil : tier.requestsPerMinute.map { UInt32(clamping: $0) }, burst: burst ?? 1,
            perDay: tier.requestsPerDay.map { UInt32(clamping: $0) },
            concurrent: tier.concurrentRequests.map { UInt16(clamping: $0) })
    }
}
