import ObjectStore
import Resilience
import Support
import Synchronization

/// A store in front of another that fails as stores do, as a seed says: before the work, after it, slowly or never.
final class UnreliableObjectStore: ObjectStore {
    /// What happens to a request.
    enum Mishap: CaseIterable {
        /// It is served.
        case none
        /// 500: nothing was done.
        case internalError
        /// 503 with a time to stay away: nothing was done.
        case slowDown
        /// 409, as S3 answers a race: nothing was done.
        case conflict
        /// It is served, and the connection breaks before the answer.
        case lostAcknowledgement
        /// Nothing is done and no answer ever comes.
        case stall
        /// It is served, and no answer ever comes.
        case stallAfterwards
        /// It is served, and the answer takes long.
        case slowBody
    }

    private let store: any ObjectStore
    private let time: VirtualTime
    private let state: Mutex<SplitMix64>
    /// Of a hundred requests, how many something happens to.
    private let percent: UInt64

    init(_ store: any ObjectStore, seed: UInt64, percent: UInt64, time: VirtualTime) {
        self.store = store
        self.time = time
        self.percent = percent
        state = Mutex(SplitMix64(seed: seed))
    }

    /// The store that bears an unreliable one, with all the patience that it may have.
    static func borne(
        _ store: any ObjectStore, seed: UInt64, percent: UInt64 = 40
    ) -> (store: ResilientObjectStore, time: VirtualTime) {
        let time = VirtualTime(seed: seed)
        let target = OutgoingTarget(
            name: "test",
            policy: RetryPolicy(
                attempts: 100, backoff: Backoff(firstMilliseconds: 10, mostMilliseconds: 100),
                attemptMilliseconds: VirtualTime.limit, deadlineMilliseconds: 86_400_000),
            breaker: CircuitBreaker(failuresToOpen: 1_000, openMilliseconds: 1),
            budget: RetryBudget(most: 1_000, percent: 100), time: time.callTime)
        let unreliable = UnreliableObjectStore(store, seed: seed, percent: percent, time: time)
        return (ResilientObjectStore(around: unreliable, target: target, slowestBytesPerSecond: .max), time)
    }

    func put(_ bytes: [UInt8], under key: ObjectKey) async throws {
        try await suffer { try await self.store.put(bytes, under: key) }
    }

    func create(_ bytes: [UInt8], under key: ObjectKey) async throws {
        try await suffer { try await self.store.create(bytes, under: key) }
    }

    func get(_ key: ObjectKey) async throws -> [UInt8] { try await suffer { try await self.store.get(key) } }

    func get(_ key: ObjectKey, range: Range<Int>) async throws -> [UInt8] {
        try await suffer { try await self.store.get(key, range: range) }
    }

    func head(_ key: ObjectKey) async throws -> ObjectInfo? { try await suffer { try await self.store.head(key) } }

    func list(prefix: String, after last: ObjectKey?, limit: Int) async throws -> [ObjectInfo] {
        try await suffer { try await self.store.list(prefix: prefix, after: last, limit: limit) }
    }

    func delete(_ key: ObjectKey) async throws { try await suffer { try await self.store.delete(key) } }

    private func suffer<Value: Sendable>(_ work: @Sendable () async throws -> Value) async throws -> Value {
        switch draw() {
        case .none: return try await work()
        case .internalError: throw failure("500 InternalError", nil)
        case .slowDown: throw failure("503 SlowDown", 200)
        case .conflict: throw failure("409 ConditionalRequestConflict", nil)
        case .lostAcknowledgement:
            _ = try? await work()
            throw failure("the connection broke", nil)
        case .stall:
            try await time.stall()
            throw failure("too late", nil)
        case .stallAfterwards:
            _ = try? await work()
            try await time.stall()
            throw failure("too late", nil)
        case .slowBody:
            let value = try await work()
            time.pass(VirtualTime.limit / 3)
            return value
        }
    }

    private func draw() -> Mishap {
        state.withLock { random in
            guard UInt64.random(in: 0..<100, using: &random) < percent else { return .none }
            return Mishap.allCases.randomElement(using: &random) ?? .none
        }
    }

    private func failure(_ reason: String, _ retryAfter: Int?) -> ObjectStoreError {
        .unavailable(operation: "ask", subject: "the store", reason: reason, retryAfterMilliseconds: retryAfter)
    }
}
