import Dispatch
import Foundation
import Storage

/// The two clocks that everything in the daemon is told the time by.
struct ApplianceClock: Sendable {
    /// Wall time, for what people and other systems read.
    var now: @Sendable () -> Timestamp
    /// Nanoseconds that only grow, for durations.
    var monotonicNanoseconds: @Sendable () -> UInt64

    /// The machine's clocks.
    static let system = ApplianceClock(
        now: { Timestamp(millisecondsSince1970: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down))) },
        monotonicNanoseconds: { DispatchTime.now().uptimeNanoseconds })
}
