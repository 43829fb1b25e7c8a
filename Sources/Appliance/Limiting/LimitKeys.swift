import Access
import Limiting

/// The settings of limits: five for each tier, and two for callers who do not say who they are.
enum LimitKeys {
    /// The settings of one tier.
    struct OfTier: Sendable {
        let tier: Tier
        let perMinute: ConfigurationKey<Int?>
        let burst: ConfigurationKey<Int?>
        let perDay: ConfigurationKey<Int?>
        let concurrent: ConfigurationKey<Int?>
        let chargesRows: ConfigurationKey<Bool>

        init(_ tier: Tier) {
            let prefix = "limits.tiers.\(tier.name)."
            let whose = "an account of the tier \(tier.name)"
            self.tier = tier
            perMinute = .limit(
                prefix + "requests_per_minute", default: tier.requestsPerMinute, in: 1...Int(Limiting.Limits.perMinute),
                "Requests a minute that the allowance of \(whose) grows by.")
            burst = .limit(
                prefix + "burst", default: tier.burst, in: 1...Int(Limiting.Limits.burst),
                "Requests that \(whose) may send at once after a pause.")
            perDay = .limit(
                prefix + "requests_per_day", default: tier.requestsPerDay, in: 1...Int(Limiting.Limits.perDay),
                "Requests of \(whose) in a UTC day.")
            concurrent = .limit(
                prefix + "concurrent_requests", default: tier.concurrentRequests,
                in: 1...Int(Limiting.Limits.concurrent),
                "Requests of \(whose) that are answered at the same time.")
            chargesRows = .flag(
                prefix + "charge_rows", default: tier.chargesBatchesByRow,
                "Whether a batch of \(whose) costs a request for each row.")
        }

        var all: [ConfigurationKeyInfo] {
            [perMinute.info, burst.info, perDay.info, concurrent.info, chargesRows.info]
        }
    }

    static let tiers = Tier.shipped.map(OfTier.init)

    static let anonymousPerMinute = ConfigurationKey.integer(
        "limits.anonymous.requests_per_minute", default: Limits.anonymousPerMinute,
        in: 1...Int(Limiting.Limits.perMinute),
        "Requests a minute that the allowance of an address grows by which nobody has signed in from.")

    static let anonymousBurst = ConfigurationKey.integer(
        "limits.anonymous.burst", default: Limits.anonymousBurst, in: 1...Int(Limiting.Limits.burst),
        "Requests that such an address may send at once after a pause.")

    static let all = tiers.flatMap(\.all) + [anonymousPerMinute.info, anonymousBurst.info]
}

extension LimitSettings {
    init(_ resolver: inout ConfigurationResolver) {
        tiers = []
        for keys in LimitKeys.tiers {
            tiers.append(
                Tier(
                    name: keys.tier.name, requestsPerMinute: resolver.resolve(keys.perMinute),
                    burst: resolver.resolve(keys.burst), requestsPerDay: resolver.resolve(keys.perDay),
                    concurrentRequests: resolver.resolve(keys.concurrent),
                    chargesBatchesByRow: resolver.resolve(keys.chargesRows)))
        }
        anonymous = LimitPolicy(
            perMinute: UInt32(clamping: resolver.resolve(LimitKeys.anonymousPerMinute)),
            burst: UInt32(clamping: resolver.resolve(LimitKeys.anonymousBurst)), perDay: nil)
    }
}
