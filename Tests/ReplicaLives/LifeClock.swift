internal import ObjectStore
package import Replicator
package import Resilience
internal import Support
internal import Synchronization

/// Time that passes a little whenever threads have had a turn: nobody really waits, and what comes earlier is earlier.
package final class LifeClock: Sendable {
    /// Milliseconds that pass at a time.
    private static let beat: Int64 = 5
    /// When lives begin, in milliseconds since 1970.
    private static let birth: Int64 = 1_700_000_000_000

    private struct Sleeper {
        var until: Int64
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var elapsed: Int64 = 0
        var random: SplitMix64
        var sleepers: [UInt64: Sleeper] = [:]
        var cancelled: Set<UInt64> = []
        var nextSleeper: UInt64 = 0
    }

    private let state: Mutex<State>

    private init(seed: UInt64) { state = Mutex(State(random: SplitMix64(seed: ~seed))) }

    /// Lets time pass for as long as `body` runs.
    package static func during<Value: Sendable>(
        seed: UInt64, _ body: @Sendable (LifeClock) async throws -> Value
    ) async throws -> Value {
        let clock = LifeClock(seed: seed)
        let heart = Task {
            let turns = BlockingQueue(label: "geoclimate.life.clock")
            while !Task.isCancelled {
                // What blocks elsewhere goes on meanwhile.
                await turns.result {}
                clock.pass(beat)
            }
        }
        defer { heart.cancel() }
        return try await body(clock)
    }

    /// Milliseconds since 1970.
    package var now: Int64 { Self.birth + elapsed }

    /// Milliseconds since the life began.
    package var elapsed: Int64 { state.withLock { $0.elapsed } }

    /// What a replicator is given.
    package var surroundings: ReplicatorSurroundings {
        ReplicatorSurroundings(
            now: { self.now }, elapsed: { self.elapsed }, sleep: { try await self.sleep($0) },
            random: { self.random() })
    }

    /// What calls to a store are given.
    package var callTime: CallTime {
        CallTime(
            now: { UInt64(self.elapsed) * 1_000_000 }, sleep: { try await self.sleep($0) }, random: { self.random() })
    }

    /// Random bits of the seed.
    package func random() -> UInt64 { state.withLock { $0.random.next() } }

    /// Waits so many milliseconds; it throws `CancellationError` when the task is cancelled.
    package func sleep(_ milliseconds: Int) async throws {
        let id = state.withLock { state in
            state.nextSleeper += 1
            return state.nextSleeper
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isCancelled = state.withLock { state in
                    guard state.cancelled.remove(id) == nil else { return true }
                    let until = state.elapsed + Int64(max(0, milliseconds))
                    state.sleepers[id] = Sleeper(until: until, continuation: continuation)
                    return false
                }
                if isCancelled { continuation.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                let sleeper = state.sleepers.removeValue(forKey: id)
                if sleeper == nil { state.cancelled.insert(id) }
                return sleeper
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }

    private func pass(_ milliseconds: Int64) {
        let due = state.withLock { state in
            state.elapsed += milliseconds
            let due = state.sleepers.filter { $0.value.until <= state.elapsed }
                .sorted { $0.value.until < $1.value.until }
            for sleeper in due { state.sleepers[sleeper.key] = nil }
            return due.map(\.value)
        }
        for sleeper in due { sleeper.continuation.resume() }
    }
}
