import Limiting

/// What one user or key may do, written as simply as possible and without a line of the limiter's own.
///
/// It keeps every charge that was answered, to be checked against the definition of the limits at the end, and the most that can
/// be spent of them, so that a refusal can be told from a phantom.
struct SubjectOracle {
    let policy: LimitPolicy

    /// Charges that were answered: when, and how much.
    var answered: [(at: Int64, cost: Int64)] = []
    /// The same by day.
    var answeredOfDay: [UInt16: Int64] = [:]

    /// Ticks in the bucket at `levelAt`, counting also what a crash may have cost.
    var level: Int128 = 0
    var levelAt: Int64 = 0
    /// Tokens spent by day, counting also what a crash may have cost.
    var spent: [UInt16: Int64] = [:]
    /// Tokens given back by day, which may be durable as spent.
    var givenBack: [UInt16: Int64] = [:]
    var inFlight = 0

    private static let token: Int128 = 60_000_000_000

    init(policy: LimitPolicy) {
        self.policy = policy
    }

    private var depth: Int128 { Int128(policy.burst) * Self.token }

    mutating func drain(to now: Int64) {
        level = max(0, level - Int128(now - levelAt) * Int128(policy.perMinute ?? 0))
        levelAt = now
    }

    /// Whether so much must be let through now.
    mutating func admits(_ cost: Int64, takesPlace: Bool, at now: LimiterInstant) -> Bool {
        drain(to: now.boot)
        let needed = max(cost, 1)
        if policy.perMinute != nil, level + Int128(needed) * Self.token > depth { return false }
        if let perDay = policy.perDay, spent[now.day, default: 0] + needed > Int64(perDay) { return false }
        if takesPlace, let concurrent = policy.concurrent, inFlight >= Int(concurrent) { return false }
        return true
    }

    /// Nanoseconds after which bucket and day let so much through; nil for never.
    mutating func wait(_ cost: Int64, at now: LimiterInstant) -> Int64? {
        drain(to: now.boot)
        var wait: Int128 = 0
        let needed = max(cost, 1)
        if let rate = policy.perMinute {
            if needed > Int64(policy.burst) { return nil }
            let excess = level + Int128(needed) * Self.token - depth
            if excess > 0 { wait = (excess + Int128(rate) - 1) / Int128(rate) }
        }
        if let perDay = policy.perDay {
            if needed > Int64(perDay) { return nil }
            if spent[now.day, default: 0] + needed > Int64(perDay) { wait = max(wait, Int128(now.untilNextDay)) }
        }
        return Int64(wait)
    }

    mutating func charge(_ cost: Int64, takesPlace: Bool, at now: LimiterInstant) {
        drain(to: now.boot)
        // Where the limiter let it through although the worst case would not, the worst case is not the case.
        level = min(level + Int128(cost) * Self.token, depth)
        spent[now.day, default: 0] += cost
        if takesPlace { inFlight += 1 }
    }

    mutating func giveBack(_ cost: Int64, day: UInt16) {
        spent[day, default: 0] -= cost
        givenBack[day, default: 0] += cost
    }

    mutating func answer(_ cost: Int64, at: Int64, day: UInt16) {
        answered.append((at, cost))
        answeredOfDay[day, default: 0] += cost
    }

    /// The process is killed: at most the share of a lease may count as spent, also of a day that only has a lease so far.
    mutating func crash(at now: Int64, day: UInt16) {
        drain(to: now)
        let share = Int64(policy.leaseShare)
        // A nanosecond's ticks for the arrival time, which is written without its fraction.
        level = min(level + Int128(min(share, Int64(policy.burst))) * Self.token + Int128(policy.perMinute ?? 0), depth)
        for day in Set(spent.keys).union([day]) { spent[day, default: 0] += share + givenBack[day, default: 0] }
        givenBack = [:]
        inFlight = 0
    }

    /// The process is stopped and started: nothing is lost but the fraction of a nanosecond.
    mutating func restart(at now: Int64) {
        drain(to: now)
        level = min(level + Int128(policy.perMinute ?? 0), depth)
        inFlight = 0
    }

    /// What was answered against the definition: in any closed time of w seconds the burst and rate x w, in a day its quota.
    func violation() -> String? {
        if let perDay = policy.perDay, let worst = answeredOfDay.max(by: { $0.value < $1.value }),
            worst.value > Int64(perDay)
        {
            return "day \(worst.key) answered \(worst.value) of \(perDay)"
        }
        guard let rate = policy.perMinute else { return nil }
        let charges = answered.sorted { $0.at < $1.at }
        for first in charges.indices {
            var sum: Int128 = 0
            for last in first..<charges.count {
                sum += Int128(charges[last].cost)
                let allowed = depth + Int128(charges[last].at - charges[first].at) * Int128(rate)
                if sum * Self.token > allowed {
                    return "\(sum) answered within \(charges[last].at - charges[first].at) ns at \(rate)/min, "
                        + "burst \(policy.burst)"
                }
            }
        }
        return nil
    }
}
