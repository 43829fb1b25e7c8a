/// A part of the limiter: the users and keys that one lock guards.
struct LimiterShard: ~Copyable {
    var table: SlotTable
    /// What leases were asked for and not drained yet.
    var asked: [LeaseDemand] = []
    /// Entries that there may be: some slots stay free, or searches would get long.
    let bound: Int
    private var sweepAgainAt = Int64.min

    init(capacity: Int, bound: Int, seed: UInt64) {
        table = SlotTable(capacity: capacity, seed: seed)
        self.bound = bound
    }

    /// The slot of a subject on the day of `now`, where there is room for one.
    mutating func slot(_ subject: UInt64, _ now: LimiterInstant) -> Int? {
        guard let index = table.findOrInsert(subject, bound: bound) else { return nil }
        if table[index].day < now.day { table[index].turnDay(now) }
        return index
    }

    /// Sees to it that so many entries can be added, if need be by forgetting those that no longer count.
    mutating func makeRoom(for more: Int, _ now: LimiterInstant) {
        guard table.count + more > bound, now.boot >= sweepAgainAt else { return }
        _ = table.removeAll { $0.isExpired(at: now) }
        // A part that is full of live entries must not be searched for every request.
        if table.count + more > bound { sweepAgainAt = now.boot + Limits.sweepPause }
    }

    /// Charges a demand to all limits of a caller, or to none.
    mutating func admit(_ caller: LimitCaller, _ demand: LimitDemand, _ now: LimiterInstant) -> LimitVerdict {
        makeRoom(for: 2, now)
        var userSlot: Int?
        var keySlot: Int?
        if !caller.policy.isUnlimited {
            guard let index = slot(LimitSubject(.user, caller.user).code, now) else { return .full }
            userSlot = index
        }
        let keyPolicy = caller.keyPolicy ?? .unlimited
        if !keyPolicy.isUnlimited {
            guard let index = slot(LimitSubject(.key, caller.key).code, now) else { return .full }
            keySlot = index
        }
        let user = userSlot.map { table[$0].decide(demand, caller.policy, now) } ?? SlotDecision()
        let key = keySlot.map { table[$0].decide(demand, keyPolicy, now) } ?? SlotDecision()
        let violations = user.violations.union(key.violations.ofKey)
        guard violations.isEmpty else {
            return .refused(
                LimitRefusal(
                    reason: user.neverFits || key.neverFits ? .neverFits : .exhausted, violations: violations,
                    retryAfter: max(user.retryAfter, key.retryAfter),
                    standing: .tighter(
                        standing(userSlot, caller.policy, now), standing(keySlot, keyPolicy, now))))
        }
        var parts: LimitReservation.Parts = demand.takesPlace ? .place : []
        var state = LeaseState()
        if let index = userSlot {
            parts.insert(.user)
            charge(index, demand, user, caller.policy, caller.user, now, &state)
        }
        if let index = keySlot {
            parts.insert(.key)
            charge(index, demand, key, keyPolicy, caller.user, now, &state)
        }
        return .admitted(
            LimitAdmission(
                reservation: LimitReservation(
                    user: caller.user, key: caller.key, day: now.day, cost: demand.cost, parts: parts),
                standing: .tighter(standing(userSlot, caller.policy, now), standing(keySlot, keyPolicy, now)),
                mustWait: state.mustWait, wantsLease: state.wantsLease))
    }

    private struct LeaseState {
        var mustWait = false
        var wantsLease = false
    }

    private mutating func charge(
        _ index: Int, _ demand: LimitDemand, _ decision: SlotDecision, _ policy: LimitPolicy, _ owner: Int64,
        _ now: LimiterInstant, _ state: inout LeaseState
    ) {
        var slot = table[index]
        slot.charge(demand, decision, policy, now)
        if demand.cost > 0, policy.isLeased {
            if slot.owesLease { state.mustWait = true }
            if slot.needsLease(policy) {
                state.wantsLease = true
                if !slot.isLeaseAsked {
                    slot.isLeaseAsked = true
                    asked.append(LeaseDemand(subject: slot.subject, owner: owner, policy: policy))
                }
            }
        }
        table[index] = slot
    }

    private func standing(_ index: Int?, _ policy: LimitPolicy, _ now: LimiterInstant) -> LimitStanding {
        guard let index else { return LimitStanding() }
        let slot = table[index]
        return LimitStanding(minute: slot.minuteWindow(policy, now: now.boot), day: slot.dayWindow(policy, now))
    }
}

extension LimitVerdict {
    /// The refusal of a limiter that has no room for another caller.
    static var full: LimitVerdict {
        .refused(
            LimitRefusal(
                reason: .full, violations: [], retryAfter: Limits.sweepPause, standing: LimitStanding()))
    }
}
