internal import Synchronization

extension RateLimiter {
    /// Takes the leases that have been asked for since the last call: write them, then grant or give them up.
    ///
    /// Each covers everything charged until now. One at a time: the next drain comes after the grant.
    public func drainLeases() -> [PendingLease] {
        var pending: [PendingLease] = []
        for part in parts {
            part.shard.withLock { shard in
                guard !shard.asked.isEmpty else { return }
                for demand in shard.asked {
                    if let lease = shard.lease(for: demand) { pending.append(lease) }
                }
                shard.asked.removeAll(keepingCapacity: true)
            }
        }
        return pending
    }

    /// Lets leases be spent that are durable now; answers whether more are asked for already.
    public func grant(_ leases: [PendingLease]) -> Bool {
        settle(leases) { slot, lease in
            if slot.day == lease.day { slot.leased = max(slot.leased, lease.spent) }
        }
    }

    /// Gives up leases that could not be written; who waits for them is to be refused.
    public func giveUp(_ leases: [PendingLease]) {
        _ = settle(leases) { _, _ in }
    }

    private func settle(_ leases: [PendingLease], _ change: (inout LimiterSlot, LimitLease) -> Void) -> Bool {
        var isMoreAsked = false
        for pending in leases {
            part(of: pending.demand.owner).shard.withLock { shard in
                guard let index = shard.table.find(pending.demand.subject) else { return }
                var slot = shard.table[index]
                change(&slot, pending.lease)
                slot.isLeaseAsked = slot.needsLease(share: pending.demand.share, quota: pending.demand.quota)
                shard.table[index] = slot
                if slot.isLeaseAsked {
                    shard.asked.append(pending.demand)
                    isMoreAsked = true
                }
            }
        }
        return isMoreAsked
    }

    /// What to write at a graceful stop: nothing is left to spend, and what was leased and not spent is given back.
    ///
    /// Who is not among them has an empty bucket and spent nothing today: of their leases only the debt is to be cleared.
    public func closeLeases(at now: LimiterInstant) -> [LimitClosure] {
        var closures: [LimitClosure] = []
        for part in parts {
            part.shard.withLock { shard in
                for index in 0..<shard.table.capacity {
                    var slot = shard.table[index]
                    guard slot.subject != 0, slot.day >= now.day || slot.arrival > now.boot else { continue }
                    slot.leased = slot.spent
                    shard.table[index] = slot
                    closures.append(LimitClosure(slot))
                }
            }
        }
        return closures
    }

    /// Takes up what was leased before a restart, as if all of it had been spent; answers what did not find room.
    public func restore(_ leases: [LimitLease], at now: LimiterInstant) -> Int {
        var lost = 0
        for lease in leases {
            let settled = lease.settled(at: now.boot)
            part(of: settled.owner).shard.withLock { shard in
                guard let index = shard.slot(settled.subject.code, now) else {
                    lost += 1
                    return
                }
                shard.table[index].arrival = max(settled.arrival, 0)
                guard settled.day >= now.day else { return }
                shard.table[index].day = settled.day
                shard.table[index].spent = settled.spent
                shard.table[index].leased = settled.spent
            }
        }
        return lost
    }
}

extension LimiterShard {
    /// The lease that a demand gets; nil when its entry is gone or needs none any more.
    fileprivate mutating func lease(for demand: LeaseDemand) -> PendingLease? {
        guard let index = table.find(demand.subject) else { return nil }
        let slot = table[index]
        let (sum, overflow) = slot.spent.addingReportingOverflow(demand.share)
        // What is spent already may be over a quota that was lowered since.
        let target = max(min(overflow ? .max : sum, demand.quota), slot.spent)
        guard target > slot.leased else {
            table[index].isLeaseAsked = false
            return nil
        }
        let lease = LimitLease(
            subject: LimitSubject(code: slot.subject), owner: demand.owner, day: slot.day, spent: target,
            arrival: slot.arrival + (slot.fraction > 0 ? 1 : 0), debt: demand.debt, refill: demand.refill)
        return PendingLease(lease: lease, demand: demand)
    }
}

/// What is known exactly of a user or a key at a graceful stop.
public struct LimitClosure: Sendable, Hashable {
    /// Who it is.
    public let subject: LimitSubject
    /// The day, in days since 1970-01-01.
    public let day: UInt16
    /// Tokens of the day that are spent.
    public let spent: UInt32
    /// When the bucket is whole again, in boot nanoseconds.
    public let arrival: Int64

    init(_ slot: LimiterSlot) {
        subject = LimitSubject(code: slot.subject)
        day = slot.day
        spent = slot.spent
        arrival = slot.arrival + (slot.fraction > 0 ? 1 : 0)
    }
}
