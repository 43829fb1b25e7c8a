import Resilience
import Synchronization
import Testing

/// Calls that may take longer than others, because they move much data.
@Suite struct LongCallTests {
    @Test(arguments: [(0, [1_000, 1_000]), (5_000, [6_000, 6_000]), (-1, [1_000, 1_000])])
    func haveTimeThatDoesNotCountTowardsTheDeadline(_ extra: Int, _ waits: [Int]) async {
        let slept = Mutex<[Int]>([])
        let target = OutgoingTarget(
            name: "test",
            policy: RetryPolicy(
                attempts: 9, backoff: Backoff(firstMilliseconds: 1, mostMilliseconds: 1), attemptMilliseconds: 1_000,
                deadlineMilliseconds: 2_000),
            breaker: CircuitBreaker(failuresToOpen: 9, openMilliseconds: 1),
            time: CallTime(
                now: { UInt64(slept.withLock { $0.reduce(0, +) }) * 1_000_000 },
                sleep: { milliseconds in slept.withLock { $0.append(milliseconds) } }, random: { 0 }))
        let outcome = await target.call(addingMilliseconds: extra) { () async throws(CallFailure) -> Int in
            while !Task.isCancelled { await Task.yield() }
            throw .transient("It was cut off.")
        }
        guard case .degraded(.failed(_, attempts: 2, .deadline)) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(slept.withLock { $0 }.filter { $0 > 1 } == waits)
    }
}
