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
        guard let keyPolicy = caller.keyPolicy, !keyPolicy.isUnlimited else {
            return admit(LimitSubject(.user, caller.user), caller.policy, caller, demand, now)
        }
        guard !caller.policy.isUnlimited else {
            return admit(LimitSubject(.key, caller.key), keyPolicy, caller, demand, now)
        }
        guard let user = slot(LimitSubject(.user, caller.user).code, now),
            let key = slot(LimitSubject(.key, caller.key).code, now)
        else { return .full }
        let ofUser = table[user].decide(demand, caller.policy, now)
        let ofKey = table[key].decide(demand, keyPolicy, now)
        let violations = ofUser.violations.union(ofKey.violations.ofKey)
        guard violations.isEmpty else {
            return .refused(
                LimitRefusal(
                    reason: ofUser.neverFits || ofKey.neverFits ? .neverFits : .exhausted, violations: violations,
                    retryAfter: max(ofUser.retryAfter, ofKey.retryAfter),
                    standing: .tighter(
                        table[user].standing(caller.policy, now), table[key].standing(keyPolicy, now))))
        }
        var state = LeaseState()
        charge(user, demand, ofUser, caller.policy, caller.user, now, &state)
        charge(key, demand, ofKey, keyPolicy, caller.user, now, &state)
        return .admitted(
            LimitAdmission(
                reservation: LimitReservation(caller, [.user, .key], demand, now),
                standing: .tighter(table[user].standing(caller.policy, now), table[key].standing(keyPolicy, now)),
                mustWait: state.mustWait, wantsLease: state.wantsLease))
    }

    /// The same where only the user or only the key has limits.
    private mutating func admit(
        _ subject: LimitSubject, _ policy: LimitPolicy, _ caller: LimitCaller, _ demand: LimitDemand,
        _ now: LimiterInstant
    ) -> LimitVerdict {
        guard let index = slot(subject.code, now) else { return .full }
        let decision = table[index].decide(demand, policy, now)
        guard decision.violations.isEmpty else {
            return .refused(
                LimitRefusal(
                    reason: decision.neverFits ? .neverFits : .exhausted,
                    violations: subject.kind == .key ? decision.violations.ofKey : decision.violations,
                    retryAfter: decision.retryAfter, standing: table[index].standing(policy, now)))
        }
        var state = LeaseState()
        charge(index, demand, decision, policy, caller.user, now, &state)
        return .admitted(
            LimitAdmission(
                reservation: LimitReservation(caller, subject.kind == .key ? .key : .user, demand, now),
                standing: table[index].standing(policy, now), mustWait: state.mustWait, wantsLease: state.wantsLease))
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
}

extension LimiterSlot {
    /// Where the subject stands on the day of `now`.
    func standing(_ policy: LimitPolicy, _ now: LimiterInstant) -> LimitStanding {
        LimitStanding(minute: minuteWindow(policy, now: now.boot), day: dayWindow(policy, now))
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
