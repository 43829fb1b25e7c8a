/// What a group of users may ask for in a time.
public struct Tier: Sendable, Hashable {
    /// The name, as in `free`.
    public var name: String

    /// Requests a minute that the allowance grows by; nil for no limit.
    public var requestsPerMinute: Int?

    /// Requests that may come at once after a pause, which is the depth of the bucket.
    ///
    /// Nil exactly when there is no minute limit.
    public var burst: Int?

    /// Requests a UTC day; nil for no limit.
    public var requestsPerDay: Int?

    /// Requests being answered at the same time; nil for no limit.
    public var concurrentRequests: Int?

    /// Whether a batch is charged by its rows, not as one request.
    public var chargesBatchesByRow: Bool

    /// A tier of a name and limits.
    public init(
        name: String, requestsPerMinute: Int?, burst: Int?, requestsPerDay: Int?, concurrentRequests: Int? = nil,
        chargesBatchesByRow: Bool = false
    ) {
        self.name = name
        self.requestsPerMinute = requestsPerMinute
        self.burst = burst
        self.requestsPerDay = requestsPerDay
        self.concurrentRequests = concurrentRequests
        self.chargesBatchesByRow = chargesBatchesByRow
    }

    /// The tiers as shipped; the configuration may change their numbers.
    public static let shipped = [
        Tier(name: "free", requestsPerMinute: 60, burst: 100, requestsPerDay: 1_000, concurrentRequests: 8),
        Tier(name: "basic", requestsPerMinute: 300, burst: 500, requestsPerDay: 10_000, concurrentRequests: 16),
        Tier(name: "pro", requestsPerMinute: 1_000, burst: 2_000, requestsPerDay: 100_000, concurrentRequests: 64),
        Tier(name: "enterprise", requestsPerMinute: nil, burst: nil, requestsPerDay: nil),
    ]
}
