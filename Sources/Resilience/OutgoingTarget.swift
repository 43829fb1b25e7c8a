import Synchronization

/// Something outside that the appliance calls, such as a mail server: with a time limit, retries and a circuit breaker.
///
/// One per target, shared by all its callers. It holds a few numbers and no queue.
public final class OutgoingTarget: Sendable {
    /// What has come of the calls so far.
    public struct Tally: Sendable, Hashable {
        /// Calls that were answered.
        public var done: UInt64 = 0
        /// Attempts that failed.
        public var failedAttempts: UInt64 = 0
        /// Calls that were refused because the breaker was open.
        public var refused: UInt64 = 0
        /// The breaker's state.
        public var state = CircuitBreaker.State.closed
    }

    private struct Health {
        var breaker: CircuitBreaker
        var budget: RetryBudget
        var tally = Tally()
    }

    /// What the log and the metrics call it.
    public let name: String

    /// How its calls are retried.
    public let policy: RetryPolicy

    private let time: CallTime
    private let health: Mutex<Health>

    /// A target that nothing is known of yet.
    public init(
        name: String, policy: RetryPolicy, breaker: CircuitBreaker,
        budget: RetryBudget = RetryBudget(most: 10, percent: 20),
        time: CallTime
    ) {
        self.name = name
        self.policy = policy
        self.time = time
        health = Mutex(Health(breaker: breaker, budget: budget))
    }

    /// What has come of the calls so far.
    public var tally: Tally {
        health.withLock { health in
            var tally = health.tally
            tally.state = health.breaker.state
            return tally
        }
    }

    /// Calls the target as often as policy, budget and breaker allow.
    ///
    /// `operation` makes one attempt. It is cancelled when its time is up and must end then; what it throws says whether
    /// another attempt could succeed. A call that moves much data may take more time than the policy says, by so many
    /// milliseconds each attempt; they do not count towards the deadline.
    public func call<Value: Sendable>(
        addingMilliseconds extra: Int = 0,
        _ operation: @escaping @Sendable () async throws(CallFailure) -> Value
    ) async -> CallOutcome<Value> {
        let begin = time.now()
        let extra = extra.clamped(to: 0...Limits.milliseconds)
        var attempt = 0
        while true {
            let permit: CircuitBreaker.Permit
            switch admit() {
            case .allowed(let given): permit = given
            case .refused(let nanoseconds):
                return .degraded(.circuitOpen(retryAfterMilliseconds: milliseconds(nanoseconds)))
            }
            switch await run(operation, addingMilliseconds: extra) {
            case .success(let value):
                succeeded(permit)
                return .done(value, attempts: attempt + 1)
            case .failure where Task.isCancelled:
                abandoned(permit)
                return .degraded(.cancelled)
            case .failure(let failure):
                let extras = UInt64(extra) * UInt64(attempt + 1) * 1_000_000
                switch decide(after: attempt, failure, permit, begin: begin, beside: extras) {
                case .giveUp(let reason): return .degraded(.failed(failure, attempts: attempt + 1, reason))
                case .retry(let delay):
                    guard (try? await time.sleep(delay)) != nil else { return .degraded(.cancelled) }
                    attempt += 1
                }
            }
        }
    }

    // MARK: - One attempt

    private func run<Value: Sendable>(
        _ operation: @escaping @Sendable () async throws(CallFailure) -> Value, addingMilliseconds extra: Int
    ) async -> Result<Value, CallFailure> {
        let (limit, sleep) = (policy.attemptMilliseconds + extra, time.sleep)
        return await withTaskGroup(of: Result<Value, CallFailure>.self) { group in
            group.addTask {
                do throws(CallFailure) { return .success(try await operation()) } catch { return .failure(error) }
            }
            group.addTask {
                try? await sleep(limit)
                return .failure(.transient("No answer came within \(limit) ms."))
            }
            defer { group.cancelAll() }
            return await group.next() ?? .failure(.transient("The attempt ended without a result."))
        }
    }

    // MARK: - Health

    private func admit() -> CircuitBreaker.Admission {
        let now = time.now()
        return health.withLock { health in
            let admission = health.breaker.admit(at: now)
            if case .refused = admission { health.tally.refused &+= 1 }
            return admission
        }
    }

    private func succeeded(_ permit: CircuitBreaker.Permit) {
        health.withLock { health in
            health.breaker.succeeded(permit)
            health.budget.earn()
            health.tally.done &+= 1
        }
    }

    private func abandoned(_ permit: CircuitBreaker.Permit) {
        let now = time.now()
        health.withLock { $0.breaker.abandoned(permit, at: now) }
    }

    /// Notes a failed attempt and decides what follows.
    private func decide(
        after attempt: Int, _ failure: CallFailure, _ permit: CircuitBreaker.Permit, begin: UInt64,
        beside extras: UInt64
    ) -> RetryPolicy.Decision {
        let now = time.now()
        let elapsed = now &- begin
        var random = time.generator
        return health.withLock { health in
            health.tally.failedAttempts &+= 1
            // A target that says no is well: only what may be gone later counts against it.
            if failure.isTransient { health.breaker.failed(permit, at: now) } else { health.breaker.succeeded(permit) }
            let decision = policy.decision(
                afterAttempt: attempt, failure,
                elapsedMilliseconds: milliseconds(elapsed > extras ? elapsed - extras : 0),
                hasBudget: health.budget.hasRetry, using: &random)
            if case .retry = decision { health.budget.spend() }
            return decision
        }
    }

    /// Whole milliseconds, rounded up so that nobody comes back too early.
    private func milliseconds(_ nanoseconds: UInt64) -> Int {
        Int(clamping: nanoseconds / 1_000_000) + (nanoseconds % 1_000_000 == 0 ? 0 : 1)
    }
}
