/// The bucket of GCRA, the generic cell rate algorithm (ITU-T I.371), in integers.
///
/// A token weighs a minute's nanoseconds in ticks, and the bucket drains by the rate in ticks a nanosecond. So T = 60 s / rate
/// is exact also where the rate does not divide it.
extension LimiterSlot {
    /// Ticks in the bucket, at most what a full one has: a policy or a clock may have changed since.
    func debt(_ policy: LimitPolicy, now: Int64) -> Int64 {
        guard arrival >= now else { return 0 }
        let depth = Int64(policy.burst) * Limits.ticksPerToken
        let (ahead, isFar) = arrival.subtractingReportingOverflow(now)
        let (ticks, isFarther) = ahead.multipliedReportingOverflow(by: Int64(policy.rate))
        guard !isFar, !isFarther, ticks < depth else { return depth }
        return min(ticks + Int64(fraction), depth)
    }

    /// Puts the bucket at so many ticks.
    mutating func setDebt(_ ticks: Int64, rate: UInt32, now: Int64) {
        let (whole, rest) = UInt64(ticks).quotientAndRemainder(dividingBy: UInt64(rate))
        arrival = now + Int64(whole)
        fraction = UInt32(rest)
    }

    /// Where the bucket stands.
    func minuteWindow(_ policy: LimitPolicy, now: Int64) -> LimitWindow? {
        guard policy.rate > 0 else { return nil }
        let debt = debt(policy, now: now)
        let depth = Int64(policy.burst) * Limits.ticksPerToken
        return LimitWindow(
            limit: policy.burst, perMinute: policy.rate, remaining: UInt32((depth - debt) / Limits.ticksPerToken),
            // A bucket of less than its depth is whole when its arrival time has come.
            reset: debt == 0
                ? 0 : debt == depth ? Self.roundUp(depth, by: policy.rate) : arrival - now + (fraction > 0 ? 1 : 0))
    }

    /// Where the quota of the day stands; the entry is of that day.
    func dayWindow(_ policy: LimitPolicy, _ now: LimiterInstant) -> LimitWindow? {
        guard policy.quota != .max else { return nil }
        return LimitWindow(
            limit: policy.quota, perMinute: 0, remaining: policy.quota - min(spent, policy.quota),
            reset: now.untilNextDay)
    }

    /// Nanoseconds that so many ticks take to drain.
    static func roundUp(_ ticks: Int64, by rate: UInt32) -> Int64 {
        (ticks + Int64(rate) - 1) / Int64(rate)
    }
}
