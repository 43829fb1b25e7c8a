/// The day whose quota is spent: the UTC day, but never one that went before.
///
/// When the wall clock is set back, the day stays, so that nobody is granted a day twice. It stays for 24 hours at most: a
/// clock that was years ahead by mistake would otherwise block everybody for years.
struct QuotaDay: Sendable, Hashable {
    /// Days since 1970-01-01.
    private(set) var day: UInt16

    /// Boot time at which the day was first seen, in nanoseconds.
    private(set) var since: Int64

    init(day: UInt16, since: Int64) {
        self.day = day
        self.since = since
    }

    /// Moves on to the day of a wall clock, in nanoseconds since 1970, or after 24 hours to the day after.
    mutating func advance(boot: Int64, wall: Int64) {
        let today = Self.day(ofWall: wall)
        if today > day {
            self = QuotaDay(day: today, since: boot)
        } else if today < day, boot - since >= Limits.dayNanoseconds, day < .max {
            self = QuotaDay(day: day + 1, since: boot)
        }
    }

    /// Nanoseconds until the day after this one begins, at a moment of this day.
    func untilNext(boot: Int64, wall: Int64) -> Int64 {
        let byWall = max((Int64(day) + 1) * Limits.dayNanoseconds - max(wall, 0), 1)
        guard Self.day(ofWall: wall) < day else { return byWall }
        return min(byWall, max(since + Limits.dayNanoseconds - boot, 1))
    }

    /// The UTC day of a wall clock; the first and last that there are stand for those before and after.
    static func day(ofWall wall: Int64) -> UInt16 {
        UInt16(clamping: wall / Limits.dayNanoseconds)
    }
}
