import Resilience
import Support
import Synchronization

/// Time that passes when somebody says so: waits between attempts at once, time limits when a request stalls.
final class VirtualTime: Sendable {
    /// The time limit of an attempt, in milliseconds; no other wait is as long.
    static let limit = 30_000

    private struct State {
        var nanoseconds: UInt64 = 0
        var random: SplitMix64
        var waiting: [UInt64: Sleeper] = [:]
        var nextSleeper: UInt64 = 0
        var cancelled: Set<UInt64> = []
    }

    private struct Sleeper {
        var until: UInt64
        var continuation: CheckedContinuation<Void, any Error>
    }

    private let state: Mutex<State>

    init(seed: UInt64) {
        state = Mutex(State(random: SplitMix64(seed: ~seed)))
    }

    var callTime: CallTime {
        CallTime(
            now: { self.nanoseconds }, sleep: { try await self.sleep($0) },
            random: { self.state.withLock { $0.random.next() } })
    }

    var nanoseconds: UInt64 { state.withLock { $0.nanoseconds } }

    /// Lets time pass and wakes those whose time has come.
    func pass(_ milliseconds: Int) {
        let due = state.withLock { state in
            state.nanoseconds += UInt64(milliseconds) * 1_000_000
            let due = state.waiting.filter { $0.value.until <= state.nanoseconds }
            for id in due.keys { state.waiting[id] = nil }
            return due.values
        }
        for sleeper in due { sleeper.continuation.resume() }
    }

    /// A request that never ends by itself: time passes until the next limit, again and again, until it is cancelled.
    func stall() async throws {
        while true {
            try Task.checkCancellation()
            let (now, next) = state.withLock { ($0.nanoseconds, $0.waiting.values.map(\.until).min()) }
            if let next, next > now { pass(Int((next - now) / 1_000_000)) }
            await Task.yield()
        }
    }

    private func sleep(_ milliseconds: Int) async throws {
        guard milliseconds >= Self.limit else { return pass(milliseconds) }
        let id = state.withLock { state in
            state.nextSleeper += 1
            return state.nextSleeper
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isCancelled = state.withLock { state in
                    guard state.cancelled.remove(id) == nil else { return true }
                    let until = state.nanoseconds + UInt64(milliseconds) * 1_000_000
                    state.waiting[id] = Sleeper(until: until, continuation: continuation)
                    return false
                }
                if isCancelled { continuation.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                let sleeper = state.waiting.removeValue(forKey: id)
                if sleeper == nil { state.cancelled.insert(id) }
                return sleeper
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}
