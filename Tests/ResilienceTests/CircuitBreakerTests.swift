import Resilience
import Testing

@Suite struct CircuitBreakerTests {
    /// Opens after 3 failures in a row, for 10 ms.
    private var breaker: CircuitBreaker { CircuitBreaker(failuresToOpen: 3, openMilliseconds: 10) }
    private static let millisecond: UInt64 = 1_000_000

    /// One step of a story: a call that is made and comes to an end, or is refused.
    enum Step: Sendable {
        case succeeds, fails, isAbandoned, isRefused(forMilliseconds: UInt64)
    }

    @Test(arguments: [
        (steps: [(0, Step.fails), (0, .fails)], state: CircuitBreaker.State.closed),
        ([(0, .fails), (0, .fails), (0, .succeeds), (0, .fails), (0, .fails)], .closed),
        ([(0, .fails), (0, .fails), (5, .fails)], .open),
        ([(0, .fails), (0, .fails), (5, .fails), (5, .isRefused(forMilliseconds: 10))], .open),
        ([(0, .fails), (0, .fails), (5, .fails), (14, .isRefused(forMilliseconds: 1))], .open),
        ([(0, .fails), (0, .fails), (5, .fails), (15, .succeeds)], .closed),
        ([(0, .fails), (0, .fails), (5, .fails), (15, .succeeds), (15, .fails), (15, .fails)], .closed),
        ([(0, .fails), (0, .fails), (5, .fails), (15, .fails)], .open),
        ([(0, .fails), (0, .fails), (5, .fails), (15, .fails), (24, .isRefused(forMilliseconds: 1))], .open),
        ([(0, .fails), (0, .fails), (5, .fails), (15, .isAbandoned), (15, .succeeds)], .closed),
        ([(0, .isAbandoned), (0, .isAbandoned), (0, .isAbandoned)], .closed),
    ])
    func story(steps: [(UInt64, Step)], state: CircuitBreaker.State) throws {
        var breaker = breaker
        for (time, step) in steps {
            let now = time * Self.millisecond
            let admission = breaker.admit(at: now)
            if case .isRefused(let milliseconds) = step {
                #expect(admission == .refused(retryAfterNanoseconds: milliseconds * Self.millisecond))
                continue
            }
            let permit = try #require(admission.permit)
            switch step {
            case .succeeds: breaker.succeeded(permit)
            case .fails: breaker.failed(permit, at: now)
            case .isAbandoned: breaker.abandoned(permit, at: now)
            case .isRefused: break
            }
        }
        #expect(breaker.state == state)
    }

    @Test func oneProbeAtATime() throws {
        var breaker = try opened()
        let probe = try #require(breaker.admit(at: 10 * Self.millisecond).permit)
        #expect(breaker.state == .halfOpen)
        #expect(breaker.admit(at: 11 * Self.millisecond).permit == nil)
        breaker.succeeded(probe)
        #expect(breaker.admit(at: 11 * Self.millisecond).permit != nil)
    }

    @Test func aProbeThatNeverReturnsIsReplaced() throws {
        var breaker = try opened()
        let lost = try #require(breaker.admit(at: 10 * Self.millisecond).permit)
        #expect(breaker.admit(at: 19 * Self.millisecond).permit == nil)
        let second = try #require(breaker.admit(at: 20 * Self.millisecond).permit)
        breaker.succeeded(lost)
        #expect(breaker.state == .halfOpen)
        breaker.succeeded(second)
        #expect(breaker.state == .closed)
    }

    @Test func aLateResultOfAnOlderPhaseCountsForNothing() throws {
        var breaker = breaker
        let early = try #require(breaker.admit(at: 0).permit)
        for _ in 0..<3 { breaker.failed(try #require(breaker.admit(at: 0).permit), at: 0) }
        breaker.succeeded(early)
        #expect(breaker.state == .open)
        let probe = try #require(breaker.admit(at: 10 * Self.millisecond).permit)
        breaker.failed(early, at: 10 * Self.millisecond)
        breaker.succeeded(probe)
        breaker.failed(early, at: 10 * Self.millisecond)
        #expect(breaker.state == .closed)
    }

    @Test(arguments: [(0, 0), (-1, Int.min), (Int.max, Int.max)])
    func anyNumbersMakeABreakerThatWorks(failures: Int, milliseconds: Int) throws {
        var breaker = CircuitBreaker(failuresToOpen: failures, openMilliseconds: milliseconds)
        #expect((1...Limits.failures).contains(breaker.failuresToOpen))
        for _ in 0..<breaker.failuresToOpen {
            breaker.failed(try #require(breaker.admit(at: .max - 1).permit), at: .max - 1)
        }
        #expect(breaker.state == .open)
        #expect(breaker.admit(at: .max).permit != nil)
    }

    private func opened() throws -> CircuitBreaker {
        var breaker = breaker
        for _ in 0..<3 { breaker.failed(try #require(breaker.admit(at: 0).permit), at: 0) }
        return breaker
    }
}

extension CircuitBreaker.Admission {
    fileprivate var permit: CircuitBreaker.Permit? {
        if case .allowed(let permit) = self { permit } else { nil }
    }
}
