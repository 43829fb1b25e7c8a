import Access
import Telemetry

/// The `user_…` families that changes to accounts count.
struct AccountMetrics: Sendable {
    private let started: Counter
    private let registrations: Counter
    private let upgrades: Counter

    /// - Throws: ``MetricError`` when the registry has one of the families already.
    init(_ registry: MetricRegistry) throws(MetricError) {
        started = try registry.register(MetricCatalogue.userRegistrationsStarted).single
        registrations = try registry.register(MetricCatalogue.userRegistrations).single
        upgrades = try registry.register(MetricCatalogue.userTierUpgrades).single
    }

    func registrationStarted() { started.increment() }

    func registered() { registrations.increment() }

    /// Counts a change to a tier that allows more; tiers count in the order in which they are shipped.
    func tierChanged(from before: String, to after: String) {
        let order = Tier.shipped.map(\.name)
        guard let before = order.firstIndex(of: before), let after = order.firstIndex(of: after), after > before else {
            return
        }
        upgrades.increment()
    }
}
