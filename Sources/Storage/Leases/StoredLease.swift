/// What a user or a key may have spent, at the worst, until its next lease.
public struct StoredLease: Sendable, Hashable {
    /// Whose allowance it is.
    public enum Kind: String, Sendable, CaseIterable {
        /// An account's.
        case user
        /// An API key's.
        case key
    }

    /// Whether ``id`` is an account's or a key's.
    public var kind: Kind

    /// The id of the account or the key.
    public var id: Int64

    /// The id of the account, for a key its owner's.
    public var ownerID: Int64

    /// The UTC day that was spent on, in days since 1970-01-01.
    public var day: UInt16

    /// Tokens of the day that are spent, at the most.
    public var leased: UInt32

    /// When the bucket is whole again without ``debt``: nanoseconds since 1970.
    public var arrivalWall: Int64

    /// The same moment in nanoseconds since the machine's start.
    public var arrivalBoot: Int64

    /// Nanoseconds that the bucket needs to drain what may be spent besides; zero after a graceful stop.
    public var debt: Int64

    /// Nanoseconds in which the bucket fills up from empty.
    public var refill: Int64

    /// A lease from its parts.
    public init(
        kind: Kind, id: Int64, ownerID: Int64, day: UInt16, leased: UInt32, arrivalWall: Int64, arrivalBoot: Int64,
        debt: Int64, refill: Int64
    ) {
        self.kind = kind
        self.id = id
        self.ownerID = ownerID
        self.day = day
        self.leased = leased
        self.arrivalWall = arrivalWall
        self.arrivalBoot = arrivalBoot
        self.debt = debt
        self.refill = refill
    }
}

/// The clock that leases were last written by.
public struct LeaseClock: Sendable, Hashable {
    /// The last UTC day that anything was spent on, in days since 1970-01-01; it never goes back.
    public var day: UInt16

    /// Which start of the machine boot times count from; empty when nobody knows.
    public var bootID: String

    /// A clock from its parts.
    public init(day: UInt16, bootID: String) {
        self.day = day
        self.bootID = bootID
    }
}

/// What a user or a key has spent exactly, at a graceful stop.
public struct LeaseClosure: Sendable, Hashable {
    /// Whether ``id`` is an account's or a key's.
    public var kind: StoredLease.Kind

    /// The id of the account or the key.
    public var id: Int64

    /// The UTC day, in days since 1970-01-01.
    public var day: UInt16

    /// Tokens of the day that are spent.
    public var spent: UInt32

    /// When the bucket is whole again: nanoseconds since 1970.
    public var arrivalWall: Int64

    /// The same moment in nanoseconds since the machine's start.
    public var arrivalBoot: Int64

    /// A closure from its parts.
    public init(
        kind: StoredLease.Kind, id: Int64, day: UInt16, spent: UInt32, arrivalWall: Int64, arrivalBoot: Int64
    ) {
        self.kind = kind
        self.id = id
        self.day = day
        self.spent = spent
        self.arrivalWall = arrivalWall
        self.arrivalBoot = arrivalBoot
    }
}
