import Resilience
import Synchronization
import Testing

/// Calls under a clock that moves only when somebody sleeps, so that hours pass at once.
@Suite struct OutgoingTargetTests {
    @Test func aCallThatIsAnsweredIsDoneAtOnce() async {
        let world = World([.answers(7)])
        #expect(await world.call() == "done 7 at attempt 1")
        #expect(world.pauses == [] && world.target.tally.done == 1)
    }

    @Test func aFailureThatPassesIsRetriedAfterABackoff() async {
        let world = World([.fails, .fails, .answers(7)])
        #expect(await world.call() == "done 7 at attempt 3")
        #expect(world.pauses == [100, 200])
        #expect(world.target.tally.failedAttempts == 2 && world.target.tally.state == .closed)
    }

    @Test func aFailureThatStaysIsNotRetriedAndDoesNotCountAgainstTheTarget() async {
        let world = World(Array(repeating: .isRefused, count: 20))
        for _ in 0..<20 { #expect(await world.call() == "failed after 1 (permanent)") }
        #expect(world.pauses == [] && world.target.tally.state == .closed)
    }

    @Test func attemptsAreBounded() async {
        let world = World(Array(repeating: .fails, count: 9))
        #expect(await world.call() == "failed after 4 (attempts)")
        #expect(world.pauses == [100, 200, 400] && world.made == 4)
    }

    @Test func anAttemptThatHangsIsCutOff() async {
        let world = World([.hangs, .answers(7)])
        #expect(await world.call() == "done 7 at attempt 2")
        #expect(world.target.tally.failedAttempts == 1)
    }

    @Test func theDeadlineEndsACallThatHasAttemptsLeft() async {
        let world = World(Array(repeating: .hangs, count: 9), attemptMilliseconds: 4_000, deadlineMilliseconds: 10_000)
        #expect(await world.call() == "failed after 3 (deadline)")
    }

    @Test func theBreakerOpensRefusesProbesAndCloses() async {
        let world = World(Array(repeating: .fails, count: 5) + [.fails, .answers(1), .answers(2)], attempts: 1)
        for _ in 0..<5 { #expect(await world.call() == "failed after 1 (attempts)") }
        #expect(world.target.tally.state == .open)
        #expect(await world.call() == "open for 60000 ms")
        world.pass(milliseconds: 59_999)
        #expect(await world.call() == "open for 1 ms")
        world.pass(milliseconds: 1)
        #expect(await world.call() == "failed after 1 (attempts)")
        #expect(await world.call() == "open for 60000 ms")
        world.pass(milliseconds: 60_000)
        #expect(await world.call() == "done 1 at attempt 1")
        #expect(await world.call() == "done 2 at attempt 1")
        #expect(world.target.tally.refused == 3 && world.target.tally.state == .closed && world.made == 8)
    }

    @Test func retriesAreNoMoreThanTheirBudget() async {
        let world = World(Array(repeating: .fails, count: 9), breakerFailures: 1_000, budget: 2)
        #expect(await world.call() == "failed after 3 (budget)")
        #expect(await world.call() == "failed after 1 (budget)")
    }

    @Test func aCancelledCallEndsAndCountsAgainstNobody() async {
        let world = World([.waitsForCancellation])
        let call = Task { await world.call() }
        call.cancel()
        #expect(await call.value == "cancelled")
        #expect(world.target.tally.failedAttempts == 0 && world.target.tally.state == .closed)
    }

    @Test func aCallCancelledBetweenAttemptsEnds() async {
        let world = World([.fails, .answers(7)], cancelsInPause: true)
        #expect(await world.call() == "cancelled")
        #expect(world.made == 1)
    }
}

/// A target with a script, and the time that it takes.
private struct World: Sendable {
    let target: OutgoingTarget
    private let script: Script

    init(
        _ steps: [Script.Step], attempts: Int = 4, attemptMilliseconds: Int = 7_001, deadlineMilliseconds: Int = 60_000,
        breakerFailures: Int = 5, budget: Int = 100, cancelsInPause: Bool = false
    ) {
        let script = Script(steps, timerMilliseconds: attemptMilliseconds, cancelsInPause: cancelsInPause)
        self.script = script
        target = OutgoingTarget(
            name: "test",
            policy: RetryPolicy(
                attempts: attempts, backoff: Backoff(firstMilliseconds: 100, mostMilliseconds: 1_000),
                attemptMilliseconds: attemptMilliseconds, deadlineMilliseconds: deadlineMilliseconds),
            breaker: CircuitBreaker(failuresToOpen: breakerFailures, openMilliseconds: 60_000),
            budget: RetryBudget(most: budget, percent: 0),
            time: CallTime(
                now: { script.nanoseconds }, sleep: { try await script.sleep($0) }, random: { .max }))
    }

    /// Waits between attempts, in milliseconds.
    var pauses: [Int] { script.pauses }

    /// Attempts that reached the target.
    var made: Int { script.made }

    func pass(milliseconds: Int) { script.advance(milliseconds) }

    /// Makes a call and says in a few words what came of it.
    func call() async -> String {
        let outcome = await target.call { [script] () async throws(CallFailure) -> Int in try await script.attempt() }
        switch outcome {
        case .done(let value, let attempts): return "done \(value) at attempt \(attempts)"
        case .degraded(.circuitOpen(let milliseconds)): return "open for \(milliseconds) ms"
        case .degraded(.failed(_, let attempts, let reason)): return "failed after \(attempts) (\(reason.rawValue))"
        case .degraded(.cancelled): return "cancelled"
        }
    }
}

/// What the target does at each attempt, and a clock that moves when somebody sleeps.
private final class Script: Sendable {
    enum Step: Sendable {
        case answers(Int), fails, isRefused, hangs, waitsForCancellation
    }

    private struct State {
        var steps: ArraySlice<Step>
        var nanoseconds: UInt64 = 1_000_000_000
        var pauses: [Int] = []
        var made = 0
        var isHanging = false
    }

    private let state: Mutex<State>
    private let timerMilliseconds: Int
    private let cancelsInPause: Bool

    init(_ steps: [Step], timerMilliseconds: Int, cancelsInPause: Bool) {
        state = Mutex(State(steps: steps[...]))
        self.timerMilliseconds = timerMilliseconds
        self.cancelsInPause = cancelsInPause
    }

    var nanoseconds: UInt64 { state.withLock { $0.nanoseconds } }
    var pauses: [Int] { state.withLock { $0.pauses } }
    var made: Int { state.withLock { $0.made } }

    func advance(_ milliseconds: Int) { state.withLock { $0.nanoseconds += UInt64(milliseconds) * 1_000_000 } }

    func attempt() async throws(CallFailure) -> Int {
        let step = state.withLock { state in
            state.made += 1
            return state.steps.popFirst() ?? .isRefused
        }
        switch step {
        case .answers(let value): return value
        case .fails: throw .transient("It is down.")
        case .isRefused: throw .permanent("It says no.")
        case .hangs, .waitsForCancellation:
            if case .hangs = step { state.withLock { $0.isHanging = true } }
            while !Task.isCancelled { await Task.yield() }
            throw .transient("It was cut off.")
        }
    }

    /// The timer of an attempt ends only when the attempt hangs; a pause between attempts ends at once.
    func sleep(_ milliseconds: Int) async throws {
        if milliseconds == timerMilliseconds {
            while !state.withLock({ $0.isHanging }) {
                try Task.checkCancellation()
                await Task.yield()
            }
            state.withLock { $0.isHanging = false }
        } else {
            state.withLock { $0.pauses.append(milliseconds) }
            if cancelsInPause { throw CancellationError() }
        }
        advance(milliseconds)
    }
}
