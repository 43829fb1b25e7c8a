/// Tokens that a user or a key may spend once this is durable: the worst that can be true of them until the next lease.
///
/// After a crash, ``spent`` tokens of ``day`` count as spent, and the bucket is whole at ``arrival`` or at the restart, whichever
/// is later, and ``debt`` after that; but no later than ``refill`` after the restart.
public struct LimitLease: Sendable, Hashable {
    /// Whose tokens they are.
    public var subject: LimitSubject

    /// The account, for a key its owner's.
    public var owner: Int64

    /// The day, in days since 1970-01-01.
    public var day: UInt16

    /// Tokens of the day that are spent at the most.
    public var spent: UInt32

    /// When the bucket is whole again, in boot nanoseconds, without what may yet be spent.
    public var arrival: Int64

    /// Nanoseconds that the bucket needs besides to drain what may yet be spent.
    public var debt: Int64

    /// Nanoseconds in which the bucket fills up from empty.
    public var refill: Int64

    /// A lease from its parts.
    public init(
        subject: LimitSubject, owner: Int64, day: UInt16, spent: UInt32, arrival: Int64, debt: Int64, refill: Int64
    ) {
        self.subject = subject
        self.owner = owner
        self.day = day
        self.spent = spent
        self.arrival = arrival
        self.debt = debt
        self.refill = refill
    }

    /// What holds after a restart at boot time `now`, when all that was leased counts as spent.
    public func settled(at now: Int64) -> LimitLease {
        var lease = self
        let (latest, isNever) = now.addingReportingOverflow(refill)
        // A lease without a debt was closed, and its bucket is known exactly.
        let (arrival, isFar) = debt > 0 ? max(arrival, now).addingReportingOverflow(debt) : (arrival, false)
        lease.arrival = min(isFar ? .max : arrival, isNever ? .max : latest)
        lease.debt = 0
        return lease
    }
}

/// What a caller may spend durably: the request for a lease, until it is granted.
struct LeaseDemand: Sendable {
    let subject: UInt64
    let owner: Int64
    let share: UInt32
    let quota: UInt32
    /// Nanoseconds that the bucket needs to drain the share.
    let debt: Int64
    /// Nanoseconds that the bucket needs to drain all that it holds.
    let refill: Int64

    init(subject: UInt64, owner: Int64, policy: LimitPolicy) {
        self.subject = subject
        self.owner = owner
        share = policy.leaseShare
        quota = policy.quota
        let time = { (tokens: UInt32) -> Int64 in
            guard let rate = policy.perMinute else { return 0 }
            return LimiterSlot.roundUp(Int64(tokens) * Limits.ticksPerToken, by: rate)
        }
        debt = time(min(policy.leaseShare, policy.burst))
        refill = time(policy.burst)
    }
}

/// A lease that is being written, to be granted or given up.
public struct PendingLease: Sendable {
    /// What is to be written.
    public let lease: LimitLease
    let demand: LeaseDemand
}
