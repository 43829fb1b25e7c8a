import Storage
import Synchronization
import Telemetry

/// The families that tell of usage and of writing it.
struct UsageMetrics: Sendable {
    private let activeUsers: MetricFamily<Gauge, TierLabel>
    private let quotaUsage: MetricFamily<Gauge, TierLabel>
    private let shownTiers = Shown()
    private let firstCalls: Counter
    private let overflow: Counter
    let commits: Counter
    let flushFailures: Counter

    /// - Throws: ``MetricError`` when the registry has one of the families already.
    init(_ registry: MetricRegistry) throws(MetricError) {
        activeUsers = try registry.register(MetricCatalogue.activeUsers)
        quotaUsage = try registry.register(MetricCatalogue.apiQuotaUsage)
        firstCalls = try registry.register(MetricCatalogue.userFirstAPICall).single
        overflow = try registry.register(MetricCatalogue.usageOverflow).single
        commits = try registry.register(MetricCatalogue.usageCommits).single
        flushFailures = try registry.register(MetricCatalogue.usageFlushFailures).single
    }

    /// Accounts whose first request has been written.
    func newUsers(_ count: Int) { firstCalls.increment(by: UInt64(clamping: count)) }

    /// Requests that were written without saying whose they were.
    func overflowed(_ requests: Int64) { overflow.increment(by: UInt64(clamping: requests)) }

    /// States today's use of each tier, and forgets the tiers that no account has any more.
    func tiers(_ usage: [TierUsage]) {
        let now = Set(usage.map { TierLabel(tier: $0.tier) })
        for gone in shownTiers.replace(with: now).subtracting(now) {
            activeUsers.remove(gone)
            quotaUsage.remove(gone)
        }
        for tier in usage {
            activeUsers.with(.init(tier: tier.tier)).set(Double(tier.activeUsers))
            quotaUsage.with(.init(tier: tier.tier)).set(Double(tier.requests))
        }
    }

    /// The tiers that have series.
    private final class Shown: Sendable {
        private let tiers = Mutex<Set<TierLabel>>([])

        func replace(with next: Set<TierLabel>) -> Set<TierLabel> {
            tiers.withLock { tiers in
                defer { tiers = next }
                return tiers
            }
        }
    }
}
