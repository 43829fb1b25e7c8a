/// What one subject, a user, a key or an address, may spend in a time.
public struct LimitPolicy: Sendable, Hashable {
    /// Tokens a minute that come back; nil for no limit by the minute.
    public var perMinute: UInt32?

    /// Tokens that may be spent at once after a pause; only meaningful with ``perMinute``.
    public var burst: UInt32

    /// Tokens a UTC day; nil for no limit by the day.
    public var perDay: UInt32?

    /// Requests in flight at the same time; nil for no limit.
    public var concurrent: UInt16?

    /// A policy; the burst is at least one.
    public init(perMinute: UInt32?, burst: UInt32, perDay: UInt32?, concurrent: UInt16? = nil) {
        self.perMinute = perMinute
        self.burst = max(burst, 1)
        self.perDay = perDay
        self.concurrent = concurrent
    }

    /// No limit at all.
    public static let unlimited = LimitPolicy(perMinute: nil, burst: 1, perDay: nil)
}
