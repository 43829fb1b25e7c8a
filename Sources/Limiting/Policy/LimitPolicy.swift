/// What one subject, a user, a key or an address, may spend in a time.
public struct LimitPolicy: Sendable, Hashable {
    // Small and without optionals: it is handed down on the way of every request.
    /// Zero for no limit by the minute.
    let rate: UInt32
    /// All that can be counted for no limit by the day.
    let quota: UInt32
    /// All that can be counted for no limit.
    let places: UInt16

    /// Tokens that may be spent at once after a pause; only meaningful with ``perMinute``.
    public let burst: UInt32

    /// Tokens a minute that come back; nil for no limit by the minute.
    public var perMinute: UInt32? { rate == 0 ? nil : rate }

    /// Tokens a UTC day; nil for no limit by the day.
    public var perDay: UInt32? { quota == .max ? nil : quota }

    /// Requests in flight at the same time; nil for no limit.
    public var concurrent: UInt16? { places == Limits.concurrent ? nil : places }

    /// A policy; rate, burst and concurrency are at least one, and nothing is over its bound in ``Limits``.
    ///
    /// A quota of zero a day is a quota: everything is refused.
    public init(perMinute: UInt32?, burst: UInt32, perDay: UInt32?, concurrent: UInt16? = nil) {
        rate = perMinute.map { min(max($0, 1), Limits.perMinute) } ?? 0
        self.burst = min(max(burst, 1), Limits.burst)
        quota = perDay.map { min($0, Limits.perDay) } ?? .max
        places = concurrent.map { min(max($0, 1), Limits.concurrent) } ?? Limits.concurrent
    }

    /// No limit at all.
    public static let unlimited = LimitPolicy(perMinute: nil, burst: 1, perDay: nil)

    /// Whether nothing has to be remembered of a subject.
    public var isUnlimited: Bool { !isLeased && places == Limits.concurrent }

    /// Whether tokens must be leased durably before they are spent.
    var isLeased: Bool { rate != 0 || quota != .max }

    /// Tokens that are leased at a time, and so the most that a crash can cost.
    public var leaseShare: UInt32 {
        max(1, quota == .max ? burst / Limits.leasesPerBurst : quota / Limits.leasesPerDay)
    }
}
