import Limiting
import Support

/// A random life of a limiter: requests of users and keys, leases written and failing, clocks that step, restarts, crashes.
public struct Schedule {
    private var random: SplitMix64
    private var callers: [LimitCaller] = []
    private var oracles: [LimitSubject: SubjectOracle] = [:]
    private var limiter: RateLimiter
    private var calendar: QuotaCalendar
    private let seed: UInt64

    private var boot: Int64
    private var wall: Int64
    private var lastDay: UInt16 = 0
    /// Whether the oracles know exactly what the limiter knows.
    private var isExact = true

    // What is durable.
    private var disk: [LimitSubject: LimitLease] = [:]
    private var diskDay: UInt16 = 0

    private var inFlight: [Charge] = []
    private var waiting: [Charge] = []
    /// A flush that is being written, with those it covers.
    private var writing: (leases: [PendingLease], covered: [Charge], day: UInt16)?

    private struct Charge {
        let subjects: [LimitSubject]
        let reservation: LimitReservation
        let cost: Int64
        let takesPlace: Bool
        let at: LimiterInstant
    }

    /// The schedule of a seed.
    public init(seed: UInt64) {
        self.seed = seed
        random = SplitMix64(seed: seed)
        boot = Int64.random(in: 0...1_000_000_000_000, using: &random)
        wall = Int64.random(in: 1_700_000_000_000_000_000...1_900_000_000_000_000_000, using: &random)
        limiter = RateLimiter(callers: 8, seed: seed)
        calendar = QuotaCalendar(notBefore: 0, boot: boot, wall: wall)
        for user in 1...Int64.random(in: 1...2, using: &random) {
            let policy = Self.policy(&random)
            callers.append(LimitCaller(user: user, policy: policy))
            if Bool.random(using: &random) {
                callers.append(
                    LimitCaller(user: user, policy: policy, key: user + 10, keyPolicy: Self.policy(&random)))
            }
        }
        for caller in callers {
            oracles[LimitSubject(.user, caller.user)] = SubjectOracle(policy: caller.policy)
            if let policy = caller.keyPolicy {
                oracles[LimitSubject(.key, caller.key)] = SubjectOracle(policy: policy)
            }
        }
    }

    private static func policy(_ random: inout SplitMix64) -> LimitPolicy {
        let rates: [UInt32?] = [nil, 1, 7, 13, 59, 60, 300, 1_000, 999_983]
        let quotas: [UInt32?] = [nil, 0, 1, 5, 30, 250, 1_000]
        return LimitPolicy(
            perMinute: rates.randomElement(using: &random) ?? 60, burst: UInt32.random(in: 1...20, using: &random),
            perDay: quotas.randomElement(using: &random) ?? nil,
            concurrent: Int.random(in: 0..<3, using: &random) == 0 ? UInt16.random(in: 1...3, using: &random) : nil)
    }

    /// Lives through it, and answers what went wrong; nil when nothing did.
    public mutating func run() -> String? {
        for _ in 0..<Int.random(in: 10...80, using: &random) {
            if let problem = step() { return "seed \(seed): \(problem)" }
        }
        for (subject, oracle) in oracles {
            if let problem = oracle.violation() { return "seed \(seed): \(subject): \(problem)" }
        }
        return nil
    }

    private mutating func step() -> String? {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<55: return request()
        case 55..<65: finish()
        case 65..<78: pass()
        case 78..<84: beginWriting()
        case 84..<92: endWriting(isWritten: Int.random(in: 0..<8, using: &random) > 0)
        case 92..<94: step(wallBy: Int64.random(in: -2...2, using: &random) * 86_400_000_000_000)
        case 94..<97: stop()
        default: crash()
        }
        return nil
    }

    // MARK: - Time

    private mutating func now() -> LimiterInstant { calendar.instant(boot: boot, wall: wall) }

    private mutating func pass() {
        let spans: [Int64] = [1, 999, 1_000_000, 1_000_000_000, 60_000_000_000, 3_600_000_000_000, 43_200_000_000_000]
        let span = Int64.random(in: 0...(spans.randomElement(using: &random) ?? 1), using: &random)
        boot += span
        wall += span
    }

    private mutating func step(wallBy nanoseconds: Int64) { wall += nanoseconds }

    // MARK: - Requests

    private mutating func request() -> String? {
        guard let caller = callers.randomElement(using: &random) else { return nil }
        let cost = Int64([1, 1, 1, 1, 0, 2, 5, 21].randomElement(using: &random) ?? 1)
        let takesPlace = Int.random(in: 0..<4, using: &random) > 0
        let now = now()
        guard now.day >= lastDay else { return "the day went back from \(lastDay) to \(now.day)" }
        lastDay = now.day
        var subjects = [LimitSubject(.user, caller.user)]
        if caller.keyPolicy != nil { subjects.append(LimitSubject(.key, caller.key)) }
        var mustAdmit = true
        var wait: Int64? = 0
        for subject in subjects {
            guard var oracle = oracles[subject] else { continue }
            if !oracle.admits(cost, takesPlace: takesPlace, at: now) { mustAdmit = false }
            let own = oracle.wait(cost, at: now)
            wait = wait.flatMap { wait in own.map { max($0, wait) } }
            oracles[subject] = oracle
        }
        let demand = LimitDemand(cost: UInt32(cost), takesPlace: takesPlace)
        switch limiter.admit(caller, demand, at: now) {
        case .refused(let refusal):
            if mustAdmit { return "phantom refusal of \(cost) for \(caller): \(refusal)" }
            guard isExact else { return nil }
            if (wait == nil) != (refusal.reason == .neverFits) {
                return "\(refusal.reason) although it waits \(wait ?? -1)"
            }
            if let wait, refusal.violations.kinds.isDisjoint(with: .concurrency), refusal.retryAfter != wait {
                return "retry after \(refusal.retryAfter), not \(wait)"
            }
        case .admitted(let admission):
            if isExact, !mustAdmit { return "\(cost) admitted for \(caller), which has not so much left" }
            let charge = Charge(
                subjects: subjects, reservation: admission.reservation, cost: cost, takesPlace: takesPlace, at: now)
            for subject in subjects { oracles[subject]?.charge(cost, takesPlace: takesPlace, at: now) }
            if admission.mustWait { waiting.append(charge) } else { answer(charge) }
        }
        return nil
    }

    private mutating func answer(_ charge: Charge) {
        for subject in charge.subjects {
            oracles[subject]?.answer(charge.cost, at: charge.at.boot, day: charge.at.day)
        }
        if charge.takesPlace { inFlight.append(charge) }
    }

    private mutating func finish() {
        guard let index = inFlight.indices.randomElement(using: &random) else { return }
        let charge = inFlight.remove(at: index)
        limiter.finish(charge.reservation)
        for subject in charge.subjects { oracles[subject]?.inFlight -= 1 }
    }

    // MARK: - Leases

    private mutating func beginWriting() {
        guard writing == nil else { return }
        writing = (limiter.drainLeases(), waiting, now().day)
        waiting = []
    }

    private mutating func endWriting(isWritten: Bool) {
        guard let flush = writing else { return }
        writing = nil
        guard isWritten else {
            limiter.giveUp(flush.leases)
            for charge in flush.covered {
                limiter.refund(charge.reservation)
                for subject in charge.subjects {
                    oracles[subject]?.giveBack(charge.cost, day: charge.at.day)
                    if charge.takesPlace { oracles[subject]?.inFlight -= 1 }
                }
            }
            return
        }
        write(flush.leases, day: flush.day)
        _ = limiter.grant(flush.leases)
        for charge in flush.covered { answer(charge) }
    }

    private mutating func write(_ leases: [PendingLease], day: UInt16) {
        for pending in leases { disk[pending.lease.subject] = pending.lease }
        diskDay = max(diskDay, day)
    }

    // MARK: - Endings

    private mutating func stop() {
        endWriting(isWritten: true)
        beginWriting()
        endWriting(isWritten: true)
        let now = now()
        for subject in disk.keys { disk[subject]?.debt = 0 }
        for closure in limiter.closeLeases(at: now) {
            guard var lease = disk[closure.subject] else { continue }
            (lease.day, lease.spent, lease.arrival) = (closure.day, closure.spent, closure.arrival)
            disk[closure.subject] = lease
        }
        diskDay = max(diskDay, now.day)
        start { oracle, boot in oracle.restart(at: boot) }
    }

    private mutating func crash() {
        // The disk may have what the limiter was not told of any more.
        if let flush = writing, Bool.random(using: &random) { write(flush.leases, day: flush.day) }
        writing = nil
        start { [diskDay] oracle, boot in oracle.crash(at: boot, day: diskDay) }
    }

    private mutating func start(_ lose: (inout SubjectOracle, Int64) -> Void) {
        waiting = []
        inFlight = []
        isExact = false
        boot += Int64.random(in: 0...10_000_000_000, using: &random)
        if Int.random(in: 0..<4, using: &random) == 0 {
            wall += Int64.random(in: -1...1, using: &random) * 86_400_000_000_000
        }
        for subject in oracles.keys {
            if var oracle = oracles[subject] {
                lose(&oracle, boot)
                oracles[subject] = oracle
            }
        }
        lastDay = diskDay
        limiter = RateLimiter(callers: 8, seed: random.next())
        calendar = QuotaCalendar(notBefore: diskDay, boot: boot, wall: wall)
        _ = limiter.restore(Array(disk.values), at: now())
        for (subject, lease) in disk { disk[subject] = lease.settled(at: boot) }
    }
}
