internal import Synchronization

/// The limits of callers who did not say who they are, by address.
///
/// Memory is bounded, and whoever has many addresses must not get many allowances: once there is no room for another address,
/// all new ones of a /24 or a /48 share one allowance, and once there is no room for another block, all new ones share one.
public final class AddressLimiter: Sendable {
    private final class Part: Sendable {
        let shard: Mutex<LimiterShard>

        init(capacity: Int, bound: Int, seed: UInt64) {
            shard = Mutex(LimiterShard(capacity: capacity, bound: bound, seed: seed))
        }
    }

    private let parts: [Part]
    private let seed: UInt64
    /// Entries of addresses in a part; the rest is for blocks.
    private let ownBound: Int

    /// A limiter for so many addresses, and an eighth as many blocks; `seed` must not be known to callers.
    public init(addresses: Int = Limits.addresses, seed: UInt64) {
        ownBound = max(addresses / Limits.addressShards, 1)
        let bound = ownBound + ownBound / 8 + 1
        parts = (0..<Limits.addressShards).map { [bound] _ in
            Part(capacity: bound + bound / 4 + 2, bound: bound, seed: seed)
        }
        self.seed = seed
    }

    /// Charges a demand to an address or to the block that it has to share; no place is taken and nothing is leased.
    public func admit(
        _ address: LimitAddress, _ policy: LimitPolicy, cost: UInt32, at now: LimiterInstant
    ) -> LimitVerdict {
        let demand = LimitDemand(cost: cost, takesPlace: false)
        let verdict = part(address.block).shard.withLock { shard -> LimitVerdict? in
            if let index = shard.addressSlot(address, ownBound: ownBound, now) {
                return shard.admit(index, demand, policy, now)
            }
            return nil
        }
        return verdict
            ?? part(LimitAddress.everybody).shard.withLock { shard in
                guard let index = shard.table.findOrInsert(LimitAddress.everybody, bound: .max) else { return .full }
                return shard.admit(index, demand, policy, now)
            }
    }

    /// Addresses and blocks that it remembers.
    public var count: Int { parts.reduce(0) { sum, part in sum + part.shard.withLock { $0.table.count } } }

    /// An address and its block are in the same part.
    private func part(_ block: UInt64) -> Part {
        parts[Int(truncatingIfNeeded: Hash.mix(block ^ seed) >> 60) & (Limits.addressShards - 1)]
    }
}

extension LimiterShard {
    /// The slot that an address is charged to; nil where there is no room for its block either.
    fileprivate mutating func addressSlot(_ address: LimitAddress, ownBound: Int, _ now: LimiterInstant) -> Int? {
        if let index = table.find(address.own) { return index }
        // A block that shares goes on sharing until its entry has expired: or the newest of its addresses would be better off.
        if let index = table.find(address.block), !table[index].isExpired(at: now) { return index }
        makeRoom(for: 1 + bound - ownBound, now)
        return table.findOrInsert(address.own, bound: ownBound) ?? table.findOrInsert(address.block, bound: bound)
    }

    fileprivate mutating func admit(
        _ index: Int, _ demand: LimitDemand, _ policy: LimitPolicy, _ now: LimiterInstant
    ) -> LimitVerdict {
        table[index].turnDay(now)
        let decision = table[index].decide(demand, policy, now)
        if decision.violations.isEmpty {
            table[index].charge(demand, decision, policy, now)
            // Without a quota of the day an entry counts no longer than its bucket has something in it.
            if policy.perDay == nil { table[index].spent = 0 }
        }
        let slot = table[index]
        let standing = slot.standing(policy, now)
        guard decision.violations.isEmpty else {
            return .refused(
                LimitRefusal(
                    reason: decision.neverFits ? .neverFits : .exhausted, violations: decision.violations,
                    retryAfter: decision.retryAfter, standing: standing))
        }
        return .admitted(
            LimitAdmission(reservation: .none, standing: standing, mustWait: false, wantsLease: false))
    }
}
