internal import Synchronization

/// Tells the moments of a limiter from the machine's clocks.
public final class QuotaCalendar: Sendable {
    // Read on the way of every request; the lock is taken when the day and the wall clock differ.
    private let current: Atomic<UInt16>
    private let state: Mutex<QuotaDay>

    /// A calendar that begins at a moment, not before `day`.
    ///
    /// `boot` is the machine's boot time and `wall` its wall clock in nanoseconds since 1970; `day` is the last day that
    /// anything was spent on, as the limiter before this one knew it.
    public init(notBefore day: UInt16, boot: Int64, wall: Int64) {
        var first = QuotaDay(day: day, since: boot)
        first.advance(boot: boot, wall: wall)
        current = Atomic(first.day)
        state = Mutex(first)
    }

    /// Goes on to a day that was spent on already, as a limiter before this one knew it; boot time is the machine's.
    public func raise(to day: UInt16, boot: Int64) {
        state.withLock { state in
            guard day > state.day else { return }
            state = QuotaDay(day: day, since: boot)
            current.store(day, ordering: .relaxed)
        }
    }

    /// The moment of two clocks, in nanoseconds since the machine's start and since 1970.
    public func instant(boot: Int64, wall: Int64) -> LimiterInstant {
        let today = QuotaDay.day(ofWall: wall)
        if today == current.load(ordering: .relaxed) {
            let next = (Int64(today) + 1) * Limits.dayNanoseconds
            return LimiterInstant(boot: boot, day: today, untilNextDay: max(next - max(wall, 0), 1))
        }
        return state.withLock { state in
            state.advance(boot: boot, wall: wall)
            current.store(state.day, ordering: .relaxed)
            return LimiterInstant(
                boot: boot, day: state.day, untilNextDay: state.untilNext(boot: boot, wall: wall))
        }
    }
}
