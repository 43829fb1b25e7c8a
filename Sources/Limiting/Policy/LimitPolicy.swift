/// What one subject, a user, a key or an address, may spend in a time.
public struct LimitPolicy: Sendable, Hashable {
    /// Tokens a minute that come back; nil for no limit by the minute.
    public let perMinute: UInt32?

    /// Tokens that may be spent at once after a pause; only meaningful with ``perMinute``.
    public let burst: UInt32

    /// Tokens a UTC day; nil for no limit by the day.
    public let perDay: UInt32?

    /// Requests in flight at the same time; nil for no limit.
    public let concurrent: UInt16?

    /// A policy; rate, burst and concurrency are at least one, and nothing is over its bound in ``Limits``.
    ///
    /// A quota of zero a day is a quota: everything is refused.
    public init(perMinute: UInt32?, burst: UInt32, perDay: UInt32?, concurrent: UInt16? = nil) {
        self.perMinute = perMinute.map { min(max($0, 1), Limits.perMinute) }
        self.burst = min(max(burst, 1), Limits.burst)
        self.perDay = perDay.map { min($0, Limits.perDay) }
        self.concurrent = concurrent.map { min(max($0, 1), Limits.concurrent) }
    }

    /// No limit at all.
    public static let unlimited = LimitPolicy(perMinute: nil, burst: 1, perDay: nil)

    /// Whether nothing has to be remembered of a subject.
    public var isUnlimited: Bool { perMinute == nil && perDay == nil && concurrent == nil }

    /// Whether tokens must be leased durably before they are spent.
    var isLeased: Bool { perMinute != nil || perDay != nil }

    /// Tokens that are leased at a time, and so the most that a crash can cost.
    public var leaseShare: UInt32 {
        if let perDay { return max(1, perDay / Limits.leasesPerDay) }
        return max(1, burst / Limits.leasesPerBurst)
    }
}
