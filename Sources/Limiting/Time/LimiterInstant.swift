/// A moment as a limiter needs it.
public struct LimiterInstant: Sendable, Hashable {
    /// Nanoseconds since the machine started; it never steps, and goes on while the machine sleeps.
    public var boot: Int64

    /// The day whose quota is spent, in days since 1970-01-01; it never goes back.
    public var day: UInt16

    /// Nanoseconds until the next day begins.
    public var untilNextDay: Int64

    /// A moment from its parts.
    public init(boot: Int64, day: UInt16, untilNextDay: Int64) {
        self.boot = boot
        self.day = day
        self.untilNextDay = untilNextDay
    }
}
