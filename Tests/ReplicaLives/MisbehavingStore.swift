package import ObjectStore
internal import Resilience
internal import Support
internal import Synchronization

/// A store in front of another that fails as stores do, as a seed says: before the work, after it, slowly or never.
package final class MisbehavingStore: ObjectStore {
    private enum Mishap: CaseIterable {
        case internalError, slowDown, conflict, lostAcknowledgement, stall, stallAfterwards, slowBody
    }

    private struct State {
        var generator: SplitMix64
        var percent = 0
        var exposed = 0
        var mishaps = 0
    }

    private let store: any ObjectStore
    private let clock: LifeClock
    private let state: Mutex<State>

    /// How long an attempt may take, in milliseconds.
    private static let attempt = 2_000

    /// A store that behaves until it is told otherwise.
    package init(_ store: any ObjectStore, seed: UInt64, clock: LifeClock) {
        self.store = store
        self.clock = clock
        state = Mutex(State(generator: SplitMix64(seed: seed ^ 0x5707E)))
    }

    /// Says of how many of a hundred requests something becomes.
    package func misbehave(percent: Int) { state.withLock { $0.percent = percent } }

    /// Whether as much happened as it was told to: something to some of many requests.
    package var hasMisbehaved: Bool { state.withLock { $0.mishaps > 0 || $0.exposed < 200 } }

    /// The store as the appliance asks it: with time limits, retries and a breaker.
    package var borne: ResilientObjectStore {
        ResilientObjectStore(
            around: self,
            target: OutgoingTarget(
                name: "life",
                policy: RetryPolicy(
                    attempts: 5, backoff: Backoff(firstMilliseconds: 10, mostMilliseconds: 200),
                    attemptMilliseconds: Self.attempt, deadlineMilliseconds: 10_000),
                breaker: CircuitBreaker(failuresToOpen: 8, openMilliseconds: 500), time: clock.callTime),
            slowestBytesPerSecond: 1 << 30)
    }

    package func put(_ bytes: [UInt8], under key: ObjectKey) async throws {
        try await suffer { try await self.store.put(bytes, under: key) }
    }

    package func create(_ bytes: [UInt8], under key: ObjectKey) async throws {
        try await suffer { try await self.store.create(bytes, under: key) }
    }

    package func get(_ key: ObjectKey) async throws -> [UInt8] { try await suffer { try await self.store.get(key) } }

    package func get(_ key: ObjectKey, range: Range<Int>) async throws -> [UInt8] {
        try await suffer { try await self.store.get(key, range: range) }
    }

    package func head(_ key: ObjectKey) async throws -> ObjectInfo? {
        try await suffer { try await self.store.head(key) }
    }

    package func list(prefix: String, after last: ObjectKey?, limit: Int) async throws -> [ObjectInfo] {
        try await suffer { try await self.store.list(prefix: prefix, after: last, limit: limit) }
    }

    package func delete(_ key: ObjectKey) async throws { try await suffer { try await self.store.delete(key) } }

    private func suffer<Value: Sendable>(_ work: @Sendable () async throws -> Value) async throws -> Value {
        switch draw() {
        case nil: return try await work()
        case .internalError: throw failure("500 InternalError", nil)
        case .slowDown: throw failure("503 SlowDown", 300)
        case .conflict: throw failure("409 ConditionalRequestConflict", nil)
        case .lostAcknowledgement:
            _ = try? await work()
            throw failure("the connection broke", nil)
        case .stall:
            try await clock.sleep(100 * Self.attempt)
            throw failure("no answer came", nil)
        case .stallAfterwards:
            _ = try? await work()
            try await clock.sleep(100 * Self.attempt)
            throw failure("no answer came", nil)
        case .slowBody:
            let value = try await work()
            try await clock.sleep(Self.attempt / 3)
            return value
        }
    }

    private func draw() -> Mishap? {
        state.withLock { state in
            if state.percent > 0 { state.exposed += 1 }
            guard Int.random(in: 0..<100, using: &state.generator) < state.percent else { return nil }
            state.mishaps += 1
            return Mishap.allCases.randomElement(using: &state.generator)
        }
    }

    private func failure(_ reason: String, _ retryAfter: Int?) -> ObjectStoreError {
        .unavailable(operation: "ask", subject: "the store", reason: reason, retryAfterMilliseconds: retryAfter)
    }
}
