import Dispatch
import Foundation
import Storage

/// The clocks that everything in the daemon is told the time by.
struct ApplianceClock: Sendable {
    /// Wall time, for what people and other systems read.
    var now: @Sendable () -> Timestamp
    /// Nanoseconds that only grow, for durations.
    var monotonicNanoseconds: @Sendable () -> UInt64
    /// Nanoseconds since the machine started, also those that it slept; every process of the machine sees the same.
    var bootNanoseconds: @Sendable () -> Int64

    /// Clocks; without one of its own, boot time is the time of durations.
    init(
        now: @escaping @Sendable () -> Timestamp, monotonicNanoseconds: @escaping @Sendable () -> UInt64,
        bootNanoseconds: (@Sendable () -> Int64)? = nil
    ) {
        self.now = now
        self.monotonicNanoseconds = monotonicNanoseconds
        self.bootNanoseconds = bootNanoseconds ?? { Int64(clamping: monotonicNanoseconds()) }
    }

    /// The machine's clocks.
    static let system = ApplianceClock(
        now: { Timestamp(millisecondsSince1970: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down))) },
        monotonicNanoseconds: { DispatchTime.now().uptimeNanoseconds },
        bootNanoseconds: { SystemCalls.bootNanoseconds })
}
