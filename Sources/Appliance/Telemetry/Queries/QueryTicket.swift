import PromQL
import Synchronization

/// How long a query may go on: until its time is up or nobody waits for it any more.
final class QueryTicket: Sendable {
    private let clock: ApplianceClock
    private let deadline: UInt64
    private let wasCancelled = Atomic(false)

    /// A ticket for so many milliseconds from now.
    init(milliseconds: Int64, clock: ApplianceClock) {
        self.clock = clock
        deadline = clock.monotonicNanoseconds() &+ UInt64(clamping: milliseconds) &* 1_000_000
    }

    /// Nobody waits any more.
    func cancel() { wasCancelled.store(true, ordering: .relaxed) }

    /// Why the query should stop; nil where it should not.
    var interruption: Interruption? {
        if wasCancelled.load(ordering: .relaxed) { return .cancelled }
        return clock.monotonicNanoseconds() >= deadline ? .timedOut : nil
    }
}
