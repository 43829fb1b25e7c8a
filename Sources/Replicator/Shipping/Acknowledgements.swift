internal import Synchronization

/// Answers that wait until what was committed before them is in the replica.
///
/// One that comes is `new`; the next segment that is sealed covers it, and when that segment is acknowledged it is over.
final class Acknowledgements: Sendable {
    private struct State {
        var waiting: [UInt64: CheckedContinuation<Bool, Never>] = [:]
        var new: Set<UInt64> = []
        /// Over before they began to wait.
        var ended: [UInt64: Bool] = [:]
        var next: UInt64 = 0
    }

    private let state = Mutex(State())

    /// Whether an answer waits for a segment that is not sealed yet.
    var hasNew: Bool { state.withLock { !$0.new.isEmpty } }

    /// A new number to wait for; nil when too many wait.
    func register() -> UInt64? {
        state.withLock { state in
            guard state.waiting.count + state.new.count < Limits.waitingAnswers else { return nil }
            state.next += 1
            state.new.insert(state.next)
            return state.next
        }
    }

    /// Waits until ``end(_:as:)`` is told of the number, and answers what it was told.
    func wait(for number: UInt64) async -> Bool {
        await withCheckedContinuation { continuation in
            let ended = state.withLock { state -> Bool? in
                if let ended = state.ended.removeValue(forKey: number) { return ended }
                state.waiting[number] = continuation
                return nil
            }
            if let ended { continuation.resume(returning: ended) }
        }
    }

    /// The new ones, which the segment that is sealed next covers.
    func takeNew() -> Set<UInt64> {
        state.withLock { state in
            defer { state.new = [] }
            return state.new
        }
    }

    /// Ends the waiting of some.
    func end(_ numbers: Set<UInt64>, as result: Bool) {
        let waiters = state.withLock { state in
            numbers.compactMap { number -> CheckedContinuation<Bool, Never>? in
                state.new.remove(number)
                if let waiter = state.waiting.removeValue(forKey: number) { return waiter }
                // It has its number and does not wait yet.
                if state.ended.count < Limits.waitingAnswers { state.ended[number] = result }
                return nil
            }
        }
        for waiter in waiters { waiter.resume(returning: result) }
    }

    /// Ends the waiting of all.
    func endAll(as result: Bool) {
        let all = state.withLock { Set($0.waiting.keys).union($0.new) }
        end(all, as: result)
    }

    /// Forgets a number whose waiting is over.
    func forget(_ number: UInt64) { state.withLock { _ = $0.ended.removeValue(forKey: number) } }
}
