import Testing

@testable import Limiting

/// One bucket and one day, by hand.
@Suite struct DecisionTests {
    private static let second: Int64 = 1_000_000_000
    private static let now = LimiterInstant(boot: 100 * second, day: 20_000, untilNextDay: 3_600 * second)

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var policy = LimitPolicy(perMinute: 60, burst: 100, perDay: 1_000)
        var spent: UInt32 = 0
        /// Seconds after now at which the bucket is whole.
        var arrivalIn: Int64 = 0
        var inFlight: UInt16 = 0
        var cost: UInt32 = 1
        var violations: LimitSet = []
        var neverFits = false
        var retryAfter: Int64 = 0
    }

    private static let cases: [Case] = [
        Case(testDescription: "nothing spent"),
        Case(testDescription: "the whole burst at once", cost: 100),
        Case(testDescription: "more than the burst", cost: 101, violations: .minute, neverFits: true),
        Case(testDescription: "the last token", arrivalIn: 99),
        Case(testDescription: "an empty allowance", arrivalIn: 100, violations: .minute, retryAfter: second),
        Case(
            testDescription: "half a batch left", arrivalIn: 95, cost: 10, violations: .minute, retryAfter: 5 * second),
        Case(testDescription: "looking costs nothing", arrivalIn: 99, cost: 0),
        Case(
            testDescription: "looking in vain", arrivalIn: 100, cost: 0, violations: .minute, retryAfter: second),
        Case(testDescription: "the day's last", spent: 999),
        Case(testDescription: "the day is over", spent: 1_000, violations: .day, retryAfter: 3_600 * second),
        Case(testDescription: "a lowered quota", spent: 2_000, violations: .day, retryAfter: 3_600 * second),
        Case(
            testDescription: "both", spent: 1_000, arrivalIn: 100, violations: [.minute, .day],
            retryAfter: 3_600 * second),
        Case(
            testDescription: "more than a day has", policy: LimitPolicy(perMinute: nil, burst: 1, perDay: 5), cost: 6,
            violations: .day, neverFits: true, retryAfter: 3_600 * second),
        Case(
            testDescription: "a quota of nothing", policy: LimitPolicy(perMinute: nil, burst: 1, perDay: 0),
            violations: .day, neverFits: true, retryAfter: 3_600 * second),
        Case(
            testDescription: "too many in flight",
            policy: LimitPolicy(perMinute: 60, burst: 100, perDay: nil, concurrent: 2), inFlight: 2,
            violations: .concurrency, retryAfter: second),
        Case(
            testDescription: "one more in flight",
            policy: LimitPolicy(perMinute: 60, burst: 100, perDay: nil, concurrent: 2), inFlight: 1),
        Case(
            testDescription: "a third of a nanosecond rounds up",
            policy: LimitPolicy(perMinute: 7, burst: 1, perDay: nil), arrivalIn: 1, violations: .minute,
            retryAfter: second),
        Case(
            testDescription: "a clock far ahead empties the bucket and no more", arrivalIn: 1 << 33,
            violations: .minute, retryAfter: second),
    ]

    @Test(arguments: cases) func decides(_ row: Case) {
        var slot = LimiterSlot(subject: 1)
        (slot.day, slot.spent, slot.inFlight) = (20_000, row.spent, row.inFlight)
        slot.arrival = Self.now.boot + row.arrivalIn * Self.second
        let decision = slot.decide(LimitDemand(cost: row.cost), row.policy, Self.now)
        #expect(decision.violations == row.violations)
        #expect(decision.neverFits == row.neverFits)
        #expect(decision.retryAfter == row.retryAfter)
    }

    @Test func aRateThatDoesNotDivideAMinuteIsExact() {
        let policy = LimitPolicy(perMinute: 7, burst: 7_000, perDay: nil)
        var slot = LimiterSlot(subject: 1)
        for _ in 0..<7_000 {
            slot.charge(LimitDemand(), slot.decide(LimitDemand(), policy, Self.now), policy, Self.now)
        }
        // 7,000 tokens of 60/7 seconds are 60,000 seconds to the nanosecond.
        #expect(slot.arrival == Self.now.boot + 60_000 * Self.second)
        #expect(slot.fraction == 0)
        #expect(slot.minuteWindow(policy, now: Self.now.boot)?.remaining == 0)
    }

    @Test func boundsFitIntoIntegers() {
        let depth = Int64(Limits.burst) * Limits.ticksPerToken
        #expect(!depth.multipliedReportingOverflow(by: 2).overflow)
        #expect(!(2 * depth).addingReportingOverflow(Int64(Limits.perMinute)).overflow)
        let policy = LimitPolicy(perMinute: .max, burst: .max, perDay: .max, concurrent: .max)
        #expect(policy.perMinute == Limits.perMinute && policy.burst == Limits.burst)
        var slot = LimiterSlot(subject: 1)
        let demand = LimitDemand(cost: Limits.burst)
        slot.charge(demand, slot.decide(demand, policy, Self.now), policy, Self.now)
        #expect(slot.minuteWindow(policy, now: Self.now.boot)?.remaining == 0)
        #expect(slot.decide(demand, policy, Self.now).violations == .minute)
    }

    @Test(
        arguments: [
            (LimitPolicy(perMinute: 60, burst: 100, perDay: 1_000), 10),
            (LimitPolicy(perMinute: 60, burst: 100, perDay: 99), 1),
            (LimitPolicy(perMinute: 60, burst: 100, perDay: nil), 10),
            (LimitPolicy(perMinute: 60, burst: 5, perDay: nil), 1),
        ] as [(LimitPolicy, UInt32)])
    func leasesAShare(policy: LimitPolicy, share: UInt32) {
        #expect(policy.leaseShare == share)
    }
}
