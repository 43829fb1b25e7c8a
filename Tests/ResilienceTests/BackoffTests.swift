import Resilience
import Testing

@Suite struct BackoffTests {
    @Test(arguments: [(0, 100), (1, 200), (2, 400), (10, 5_000), (1_000, 5_000)])
    func theBoundDoublesUpToTheMost(attempt: Int, bound: Int) {
        let backoff = Backoff(firstMilliseconds: 100, mostMilliseconds: 5_000)
        #expect(backoff.boundMilliseconds(afterAttempt: attempt) == bound)
    }
}
