/// Which limit refused a request, of whom.
public struct LimitLabels: MetricLabels {
    /// The tier of the caller, or `anonymous`.
    public let tier: String
    /// The limit: `minute`, `day` or `concurrency`.
    public let limit: String

    /// A limit of a tier.
    public init(tier: String, limit: String) {
        self.tier = tier
        self.limit = limit
    }

    /// `tier` and `limit`.
    public static var labels: [MetricLabel<LimitLabels>] {
        [MetricLabel("tier") { $0.tier }, MetricLabel("limit") { $0.limit }]
    }
}
