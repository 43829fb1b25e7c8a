/// What a request wants of its caller's allowance.
public struct LimitDemand: Sendable, Hashable {
    /// Tokens that it costs; zero looks whether one is left, and takes none.
    public var cost: UInt32

    /// Whether it is a request in flight from now on; rows of a batch that is in flight already are none.
    public var takesPlace: Bool

    /// A demand; a request of one token, unless told otherwise.
    public init(cost: UInt32 = 1, takesPlace: Bool = true) {
        self.cost = cost
        self.takesPlace = takesPlace
    }
}

/// Whether one subject's limits let a request through.
struct SlotDecision: Equatable {
    /// The limits that refuse it; empty when none does.
    var violations: LimitSet = []
    /// Whether it would be refused forever: it costs more than there ever is.
    var neverFits = false
    /// Nanoseconds until none of the limits refuses it any more.
    var retryAfter: Int64 = 0
    /// Ticks in the bucket once it is charged.
    var debt: Int64 = 0
}

extension LimiterSlot {
    /// Decides on a demand; the entry is of the day of `now`, or of a later one.
    func decide(_ demand: LimitDemand, _ policy: LimitPolicy, _ now: LimiterInstant) -> SlotDecision {
        var decision = SlotDecision()
        let needed = max(demand.cost, 1)
        if policy.rate > 0 {
            let debt = debt(policy, now: now.boot)
            let depth = Int64(policy.burst) * Limits.ticksPerToken
            if needed > policy.burst {
                decision.violations.insert(.minute)
                decision.neverFits = true
            } else {
                let excess = debt + Int64(needed) * Limits.ticksPerToken - depth
                if excess > 0 {
                    decision.violations.insert(.minute)
                    decision.retryAfter = Self.roundUp(excess, by: policy.rate)
                }
                decision.debt = debt + Int64(demand.cost) * Limits.ticksPerToken
            }
        }
        if needed > policy.quota - min(spent, policy.quota) {
            decision.violations.insert(.day)
            if needed > policy.quota { decision.neverFits = true }
            decision.retryAfter = max(decision.retryAfter, now.untilNextDay)
        }
        if demand.takesPlace, inFlight >= policy.places {
            decision.violations.insert(.concurrency)
            decision.retryAfter = max(decision.retryAfter, Limits.concurrencyRetry)
        }
        return decision
    }

    /// Charges what was decided to fit.
    mutating func charge(
        _ demand: LimitDemand, _ decision: SlotDecision, _ policy: LimitPolicy, _ now: LimiterInstant
    ) {
        if demand.cost > 0, policy.rate > 0 { setDebt(decision.debt, rate: policy.rate, now: now.boot) }
        spent += demand.cost
        if demand.takesPlace { inFlight += 1 }
    }

    /// Whether what was spent is not durably leased yet: nobody may be answered before it is.
    var owesLease: Bool { spent > leased }

    /// Whether it is time to lease more, so that the next requests need not wait.
    func needsLease(_ policy: LimitPolicy) -> Bool {
        needsLease(share: policy.leaseShare, quota: policy.quota)
    }

    func needsLease(share: UInt32, quota: UInt32) -> Bool {
        guard leased < quota else { return owesLease }
        return owesLease || leased - spent <= share / 2
    }
}
