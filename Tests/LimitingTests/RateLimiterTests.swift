import Testing

@testable import Limiting

@Suite struct RateLimiterTests {
    private static let second: Int64 = 1_000_000_000
    private let now = LimiterInstant(boot: 100 * second, day: 20_000, untilNextDay: 3_600 * second)
    private let user = LimitPolicy(perMinute: 60, burst: 100, perDay: 1_000, concurrent: 2)

    private func admission(_ verdict: LimitVerdict) throws -> LimitAdmission {
        guard case .admitted(let admission) = verdict else {
            Issue.record("\(verdict)")
            throw CancellationError()
        }
        return admission
    }

    private func refusal(_ verdict: LimitVerdict) throws -> LimitRefusal {
        guard case .refused(let refusal) = verdict else {
            Issue.record("\(verdict)")
            throw CancellationError()
        }
        return refusal
    }

    @Test func theTighterOfUserAndKeyIsShownAndARefusalChargesNeither() throws {
        let limiter = RateLimiter(callers: 10, seed: 1)
        let key = LimitPolicy(perMinute: 6, burst: 2, perDay: 5_000)
        let caller = LimitCaller(user: 1, policy: user, key: 7, keyPolicy: key)
        for left in [1, 0] as [UInt32] {
            let admission = try admission(limiter.admit(caller, LimitDemand(takesPlace: false), at: now))
            #expect(admission.standing.minute?.limit == 2)
            #expect(admission.standing.minute?.remaining == left)
            #expect(admission.standing.day?.limit == 1_000)
        }
        let refused = try refusal(limiter.admit(caller, LimitDemand(takesPlace: false), at: now))
        #expect(refused.violations == .keyMinute)
        #expect(refused.retryAfter == 10 * Self.second)
        #expect(refused.standing.day?.remaining == 998, "the user was not charged for what the key refused")
    }

    @Test func requestsInFlightAreCountedAndGivenBack() throws {
        let limiter = RateLimiter(callers: 10, seed: 1)
        let caller = LimitCaller(user: 1, policy: user)
        let first = try admission(limiter.admit(caller, LimitDemand(), at: now))
        let second = try admission(limiter.admit(caller, LimitDemand(), at: now))
        #expect(try refusal(limiter.admit(caller, LimitDemand(), at: now)).violations == .concurrency)
        limiter.finish(first.reservation)
        _ = try admission(limiter.admit(caller, LimitDemand(), at: now))
        limiter.refund(second.reservation)
        let last = try admission(limiter.admit(caller, LimitDemand(), at: now))
        #expect(last.standing.day?.remaining == 997, "three of four are charged")
    }

    @Test func nothingIsSpentBeforeItsLeaseIsDurable() throws {
        let limiter = RateLimiter(callers: 10, seed: 1)
        let caller = LimitCaller(user: 1, policy: user)
        let demand = LimitDemand(takesPlace: false)
        let first = try admission(limiter.admit(caller, demand, at: now))
        #expect(first.mustWait && first.wantsLease)
        let leases = limiter.drainLeases()
        #expect(leases.map(\.lease.spent) == [11], "the one that waits and a hundredth of the quota")
        #expect(try admission(limiter.admit(caller, demand, at: now)).mustWait, "not granted yet")
        #expect(limiter.grant(leases) == false)
        for turn in 3...11 {
            let admission = try admission(limiter.admit(caller, demand, at: now))
            #expect(!admission.mustWait)
            #expect(admission.wantsLease == (turn >= 6), "asks when half is left")
        }
        #expect(try admission(limiter.admit(caller, demand, at: now)).mustWait)
    }

    @Test func aCrashCostsTheLeaseAndAStopCostsNothing() throws {
        let limiter = RateLimiter(callers: 10, seed: 1)
        let caller = LimitCaller(user: 1, policy: user)
        let demand = LimitDemand(takesPlace: false)
        _ = limiter.admit(caller, demand, at: now)
        let leases = limiter.drainLeases()
        _ = limiter.grant(leases)
        _ = limiter.admit(caller, demand, at: now)

        let crashed = RateLimiter(callers: 10, seed: 2)
        #expect(crashed.restore(leases.map(\.lease), at: now) == 0)
        let after = try admission(crashed.admit(caller, LimitDemand(cost: 0, takesPlace: false), at: now))
        #expect(after.standing.day?.remaining == 989)
        #expect(after.standing.minute?.remaining == 89)

        let closure = try #require(limiter.closeLeases(at: now).first)
        #expect(closure.spent == 2 && closure.arrival == now.boot + 2 * Self.second)
    }

    @Test func liveEntriesAreNeverForgottenAndDeadOnesMakeRoom() throws {
        let limiter = RateLimiter(callers: 1, seed: 1)
        let demand = LimitDemand(takesPlace: false)
        var count: Int64 = 0
        while case .admitted = limiter.admit(LimitCaller(user: count + 1, policy: user), demand, at: now) { count += 1 }
        #expect(try refusal(limiter.admit(LimitCaller(user: 999, policy: user), demand, at: now)).reason == .full)
        for id in 1...count {
            let admission = try admission(limiter.admit(LimitCaller(user: id, policy: user), demand, at: now))
            #expect(admission.standing.day?.remaining == 998)
        }
        _ = limiter.grant(limiter.drainLeases())
        var tomorrow = now
        tomorrow.boot += 90_000 * Self.second
        tomorrow.day += 1
        _ = try admission(limiter.admit(LimitCaller(user: 999, policy: user), demand, at: tomorrow))
        #expect(limiter.count == 1)
    }

    @Test func aMillionCallersFitIntoSixtyFourMegabytes() {
        let limiter = RateLimiter(seed: 1)
        #expect(limiter.capacityBytes <= 64_000_000)
        #expect(Limits.callers == 1_000_000)
    }

    @Test func whoHasNoLimitIsNotRemembered() throws {
        let limiter = RateLimiter(callers: 10, seed: 1)
        let caller = LimitCaller(user: 1, policy: .unlimited, key: 2, keyPolicy: .unlimited)
        let admission = try admission(limiter.admit(caller, LimitDemand(cost: 1_000_000), at: now))
        #expect(admission.standing == LimitStanding() && !admission.mustWait && limiter.count == 0)
        limiter.refund(admission.reservation)
    }
}
