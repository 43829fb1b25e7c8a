import Resilience
import Testing

@Suite struct RetryPolicyTests {
    /// Draws the greatest delay that the back-off allows.
    private struct Highest: RandomNumberGenerator {
        mutating func next() -> UInt64 { .max }
    }

    private let policy = RetryPolicy(
        attempts: 4, backoff: Backoff(firstMilliseconds: 100, mostMilliseconds: 300), attemptMilliseconds: 50,
        deadlineMilliseconds: 1_000)

    @Test(arguments: [
        (
            attempt: 0, failure: CallFailure.transient(""), elapsed: 0, budget: true,
            RetryPolicy.Decision.retry(afterMilliseconds: 100)
        ),
        (1, .transient(""), 0, true, .retry(afterMilliseconds: 200)),
        (2, .transient(""), 0, true, .retry(afterMilliseconds: 300)),
        (3, .transient(""), 0, true, .giveUp(.attempts)),
        (.max - 1, .transient(""), 0, true, .giveUp(.attempts)),
        (0, .permanent(""), 0, true, .giveUp(.permanent)),
        (0, .transient(""), 0, false, .giveUp(.budget)),
        (0, .transient(""), 899, true, .retry(afterMilliseconds: 100)),
        (0, .transient(""), 900, true, .giveUp(.deadline)),
        (0, .transient(""), .max, true, .giveUp(.deadline)),
        (0, CallFailure(.transient(retryAfterMilliseconds: 500), ""), 0, true, .retry(afterMilliseconds: 500)),
        (0, CallFailure(.transient(retryAfterMilliseconds: 50), ""), 0, true, .retry(afterMilliseconds: 100)),
        (0, CallFailure(.transient(retryAfterMilliseconds: .max), ""), 0, true, .giveUp(.deadline)),
        (0, CallFailure(.transient(retryAfterMilliseconds: -5), ""), 0, true, .retry(afterMilliseconds: 100)),
    ])
    func decides(
        attempt: Int, failure: CallFailure, elapsed: Int, budget: Bool, expected: RetryPolicy.Decision
    ) {
        var random = Highest()
        let decision = policy.decision(
            afterAttempt: attempt, failure, elapsedMilliseconds: elapsed, hasBudget: budget, using: &random)
        #expect(decision == expected)
    }

    @Test(arguments: [Int.min, 0, .max])
    func numbersOutOfRangeAreBroughtIntoIt(number: Int) {
        let policy = RetryPolicy(
            attempts: number, backoff: Backoff(firstMilliseconds: number, mostMilliseconds: number),
            attemptMilliseconds: number, deadlineMilliseconds: number)
        #expect((1...Limits.attempts).contains(policy.attempts))
        #expect((1...Limits.milliseconds).contains(policy.attemptMilliseconds))
        #expect((1...Limits.milliseconds).contains(policy.deadlineMilliseconds))
    }

    @Test func theBudgetIsSpentByRetriesAndEarnedBySuccesses() {
        var budget = RetryBudget(most: 2, percent: 25)
        budget.spend()
        #expect(budget.hasRetry)
        budget.spend()
        #expect(!budget.hasRetry)
        for _ in 0..<3 { budget.earn() }
        #expect(!budget.hasRetry)
        budget.earn()
        #expect(budget.hasRetry)
        for _ in 0..<1_000 { budget.earn() }
        for _ in 0..<2 { budget.spend() }
        #expect(!budget.hasRetry)
    }
}
