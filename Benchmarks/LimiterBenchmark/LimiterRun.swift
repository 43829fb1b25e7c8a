import Dispatch
import Limiting

/// A limiter with callers in it, and ways to ask it.
struct LimiterRun: Sendable {
    let limiter: RateLimiter
    let callers: Int
    /// No check is refused: what is measured is a charge.
    static let policy = LimitPolicy(perMinute: 1_000_000, burst: 50_000_000, perDay: 4_000_000_000)
    private static let day: UInt16 = 20_000

    /// A limiter that has seen each of its callers.
    init(callers: Int) {
        limiter = RateLimiter(callers: callers, seed: 1)
        self.callers = callers
        for user in 1...Int64(callers) {
            _ = limiter.admit(caller(user), LimitDemand(takesPlace: false), at: moment(0))
            // As a daemon does every few milliseconds.
            if user.isMultiple(of: 10_000) { _ = limiter.grant(limiter.drainLeases()) }
        }
        _ = limiter.grant(limiter.drainLeases())
    }

    func caller(_ user: Int64) -> LimitCaller { LimitCaller(user: user, policy: Self.policy) }

    private func moment(_ turn: Int) -> LimiterInstant {
        LimiterInstant(boot: 1_000_000_000 + Int64(turn) * 1_000, day: Self.day, untilNextDay: 1_000_000_000)
    }

    /// So many checks of callers by chance; answers how many were admitted.
    ///
    /// With `isHot` always the same caller asks. With `isFinished` each request is in flight and finished at once.
    @discardableResult
    func check(_ count: Int, seed: UInt64 = 1, isHot: Bool = false, isFinished: Bool = false) -> Int {
        var admitted = 0
        var random = seed
        for turn in 0..<count {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let user = isHot ? 1 : Int64(random >> 33) % Int64(callers) + 1
            if case .admitted(let admission) = limiter.admit(
                caller(user), LimitDemand(takesPlace: isFinished), at: moment(turn))
            {
                admitted += 1
                if isFinished { limiter.finish(admission.reservation) }
            }
        }
        return admitted
    }

    /// Nanoseconds that one check takes on each of `threads` threads; the best of many short rounds.
    func nanoseconds(threads: Int = 1, isHot: Bool = false, isFinished: Bool = false) -> Double {
        let count = 100_000
        var best = Double.infinity
        for round in 0..<40 {
            let began = DispatchTime.now().uptimeNanoseconds
            DispatchQueue.concurrentPerform(iterations: threads) { thread in
                _ = check(count, seed: UInt64(round * 16 + thread + 1), isHot: isHot, isFinished: isFinished)
            }
            let took = Double(DispatchTime.now().uptimeNanoseconds - began)
            best = min(best, took / Double(count))
            _ = limiter.grant(limiter.drainLeases())
        }
        return best
    }
}
