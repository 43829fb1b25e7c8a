internal import Synchronization

/// The limits of users and keys: charges all that apply to a request together, or none.
///
/// It is told the time, and remembers a bounded number of callers in memory that never grows. What it may spend is leased
/// durably first: see ``drainLeases()``.
public final class RateLimiter: Sendable {
    final class Part: Sendable {
        let shard: Mutex<LimiterShard>

        init(capacity: Int, bound: Int, seed: UInt64) {
            shard = Mutex(LimiterShard(capacity: capacity, bound: bound, seed: seed))
        }
    }

    let parts: [Part]
    private let seed: UInt64

    /// A limiter for so many users and keys; `seed` decides where each is in the table.
    ///
    /// It takes 44 bytes of memory a caller, page by page as callers come.
    public init(callers: Int = Limits.callers, seed: UInt64) {
        var count = 1
        while count < Limits.shards, callers / count > Limits.leastCallersPerShard { count *= 2 }
        // Callers are spread by chance: a part has room for an eighth more than its share, and a few.
        let share = max(callers, 1) / count + 1
        let bound = share + share / 8 + 16
        parts = (0..<count).map { _ in
            Part(capacity: bound + bound / 5, bound: bound, seed: seed)
        }
        self.seed = seed
    }

    /// Bytes that the table takes once all of it is used.
    public var capacityBytes: Int {
        parts.reduce(0) { sum, part in
            sum + part.shard.withLock { $0.table.capacity * MemoryLayout<LimiterSlot>.stride }
        }
    }

    /// Users and keys that it remembers.
    public var count: Int { parts.reduce(0) { sum, part in sum + part.shard.withLock { $0.table.count } } }

    /// Charges a demand to all limits of a caller, or to none.
    public func admit(_ caller: LimitCaller, _ demand: LimitDemand, at now: LimiterInstant) -> LimitVerdict {
        if caller.policy.isUnlimited, caller.keyPolicy?.isUnlimited ?? true {
            return .admitted(
                LimitAdmission(
                    reservation: .none, standing: LimitStanding(), mustWait: false, wantsLease: false))
        }
        return part(of: caller.user).shard.withLock { $0.admit(caller, demand, now) }
    }

    /// Says that a request is answered: it is no longer in flight.
    public func finish(_ reservation: LimitReservation) {
        guard reservation.parts.contains(.place) else { return }
        settle(reservation) { slot in slot.inFlight = max(slot.inFlight, 1) - 1 }
    }

    /// Gives back the tokens of the day that a request was charged which is not answered after all, and its place.
    ///
    /// The bucket stays charged: what has drained meanwhile cannot be told apart, and it fills up again by itself.
    public func refund(_ reservation: LimitReservation) {
        settle(reservation) { slot in
            if reservation.parts.contains(.place) { slot.inFlight = max(slot.inFlight, 1) - 1 }
            guard slot.day == reservation.day else { return }
            slot.spent -= min(reservation.cost, slot.spent)
        }
    }

    private func settle(_ reservation: LimitReservation, _ change: (inout LimiterSlot) -> Void) {
        guard !reservation.parts.isDisjoint(with: [.user, .key]) else { return }
        part(of: reservation.user).shard.withLock { shard in
            if reservation.parts.contains(.user),
                let index = shard.table.find(LimitSubject(.user, reservation.user).code)
            {
                change(&shard.table[index])
            }
            if reservation.parts.contains(.key),
                let index = shard.table.find(LimitSubject(.key, reservation.key).code)
            {
                change(&shard.table[index])
            }
        }
    }

    /// The part of a user and of all its keys.
    func part(of user: Int64) -> Part {
        parts[Int(truncatingIfNeeded: Hash.mix(UInt64(bitPattern: user) ^ seed) >> 56) & (parts.count - 1)]
    }
}
