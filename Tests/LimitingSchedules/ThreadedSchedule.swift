import Dispatch
import Limiting
import Support
import Synchronization

/// Several threads that spend of one allowance at once, at moments that stand still meanwhile.
///
/// So it is exact how many must be let through: neither one more nor one fewer, however the threads interleave.
public struct ThreadedSchedule {
    private let seed: UInt64

    /// The schedule of a seed.
    public init(seed: UInt64) {
        self.seed = seed
    }

    /// Lives through it, and answers what went wrong; nil when nothing did.
    public func run() -> String? {
        var random = SplitMix64(seed: seed)
        let user = LimitPolicy(
            perMinute: [7, 60, 1_000].randomElement(using: &random), burst: UInt32.random(in: 1...60, using: &random),
            perDay: UInt32.random(in: 0...200, using: &random))
        let key = LimitPolicy(
            perMinute: [13, 60, 300].randomElement(using: &random), burst: UInt32.random(in: 1...60, using: &random),
            perDay: nil)
        let limiter = RateLimiter(callers: 8, seed: seed)
        let caller = LimitCaller(user: 1, policy: user, key: 2, keyPolicy: key)
        var oracles = [SubjectOracle(policy: user), SubjectOracle(policy: key)]
        var now = LimiterInstant(boot: 1_000, day: 20_000, untilNextDay: 86_000_000_000_000)
        for round in 0..<4 {
            var expected = 0
            while oracles[0].admits(1, takesPlace: false, at: now), oracles[1].admits(1, takesPlace: false, at: now) {
                for index in oracles.indices {
                    oracles[index].charge(1, takesPlace: false, at: now)
                    oracles[index].answer(1, at: now.boot, day: now.day)
                }
                expected += 1
            }
            let admitted = Atomic<Int>(0)
            let moment = now
            DispatchQueue.concurrentPerform(iterations: 4) { thread in
                for turn in 0..<80 {
                    let demand = LimitDemand(cost: 1, takesPlace: true)
                    if case .admitted(let admission) = limiter.admit(caller, demand, at: moment) {
                        admitted.add(1, ordering: .relaxed)
                        limiter.finish(admission.reservation)
                    }
                    // One of them writes leases meanwhile: there is one flush at a time.
                    if thread == 0, turn % 8 == 0 { _ = limiter.grant(limiter.drainLeases()) }
                }
            }
            let count = admitted.load(ordering: .relaxed)
            guard count == expected else { return "seed \(seed): round \(round) let \(count) through, not \(expected)" }
            now.boot += Int64.random(in: 0...30_000_000_000, using: &random)
            if Bool.random(using: &random) { now.day += 1 }
        }
        return oracles.lazy.compactMap { $0.violation() }.first.map { "seed \(seed): \($0)" }
    }
}
