import Storage
import Synchronization

/// Tells when monotonic moments were, in nanoseconds since 1970.
///
/// Wall time comes in milliseconds, durations in nanoseconds: together they place a span to the microsecond, and keep the spans of one
/// trace in their order.
final class TraceTime: Sendable {
    private let clock: ApplianceClock
    private let offset = Mutex<Int64?>(nil)

    init(clock: ApplianceClock) {
        self.clock = clock
    }

    /// When a moment of the monotonic clock was.
    func nanoseconds(at moment: UInt64) -> Int64 {
        let offset = offset.withLock { offset in
            let next = Self.offset(
                after: offset, wall: clock.now().nanosecondsSince1970, monotonic: clock.monotonicNanoseconds())
            offset = next
            return next
        }
        return Int64(truncatingIfNeeded: moment) &+ offset
    }

    /// Nanoseconds from the monotonic to the wall clock, nearer to the truth with each look.
    ///
    /// The wall clock, which is cut to milliseconds, says that the truth lies within the millisecond from `wall` on: an offset that says so
    /// too is kept, one before or behind it is moved to its edge.
    static func offset(after previous: Int64?, wall: Int64, monotonic: UInt64) -> Int64 {
        let least = wall &- Int64(truncatingIfNeeded: monotonic)
        guard let previous else { return least }
        return min(max(previous, least), least &+ 999_999)
    }
}
