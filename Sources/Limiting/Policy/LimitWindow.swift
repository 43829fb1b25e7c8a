/// Where a subject stands with one of its limits: what response headers say.
public struct LimitWindow: Sendable, Hashable {
    /// Tokens that there are in all: the burst, or the quota of the day.
    public var limit: UInt32

    /// Tokens a minute that come back; zero for the quota of a day.
    public var perMinute: UInt32

    /// Tokens that may be spent now.
    public var remaining: UInt32

    /// Nanoseconds until the limit is whole again if nothing is spent.
    public var reset: Int64

    /// The one of two windows that leaves less; of equal ones the one that takes longer.
    static func tighter(_ first: LimitWindow?, _ second: LimitWindow?) -> LimitWindow? {
        guard let first, let second else { return first ?? second }
        if first.remaining != second.remaining { return first.remaining < second.remaining ? first : second }
        return first.reset >= second.reset ? first : second
    }
}

/// Where a caller stands: of user and key, the limit that leaves less.
public struct LimitStanding: Sendable, Hashable {
    /// The bucket; nil without a limit by the minute.
    public var minute: LimitWindow?

    /// The quota of the day; nil without one.
    public var day: LimitWindow?

    /// Standings from their parts.
    public init(minute: LimitWindow? = nil, day: LimitWindow? = nil) {
        self.minute = minute
        self.day = day
    }

    static func tighter(_ first: LimitStanding, _ second: LimitStanding) -> LimitStanding {
        LimitStanding(
            minute: .tighter(first.minute, second.minute), day: .tighter(first.day, second.day))
    }
}
