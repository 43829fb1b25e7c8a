/// What a limiter says to a demand.
public enum LimitVerdict: Sendable, Equatable {
    /// It was charged to all limits together.
    case admitted(LimitAdmission)
    /// It was charged to none.
    case refused(LimitRefusal)
}

/// A demand that was charged.
public struct LimitAdmission: Sendable, Equatable {
    /// What to give back once the request is answered, or if it is not.
    public var reservation: LimitReservation

    /// Where the caller stands now.
    public var standing: LimitStanding

    /// Whether nobody may be answered before the leases that are asked for are durable.
    public var mustWait: Bool

    /// Whether leases are asked for, so that somebody should write them soon.
    public var wantsLease: Bool
}

/// A demand that was not charged, and why.
public struct LimitRefusal: Sendable, Equatable {
    /// Which kind of refusal it is.
    public enum Reason: Sendable, Equatable {
        /// Limits are used up for now.
        case exhausted
        /// The demand costs more than one of the limits ever has: asking again does not help.
        case neverFits
        /// The limiter remembers as many callers as it can, and this is another one.
        case full
    }

    /// Which kind of refusal it is.
    public var reason: Reason

    /// The limits that refused; empty when the limiter is full.
    public var violations: LimitSet

    /// Nanoseconds after which the same demand passes all of them, if nothing else is charged until then.
    public var retryAfter: Int64

    /// Where the caller stands.
    public var standing: LimitStanding
}

/// What was charged for a request: a receipt, so that it can be undone.
public struct LimitReservation: Sendable, Hashable {
    let user: Int64
    let key: Int64
    let day: UInt16
    let cost: UInt32
    let parts: Parts

    /// What of it there is to give back.
    struct Parts: OptionSet, Sendable, Hashable {
        let rawValue: UInt8
        static let user = Parts(rawValue: 1)
        static let key = Parts(rawValue: 2)
        static let place = Parts(rawValue: 4)
    }

    init(_ caller: LimitCaller, _ parts: Parts, _ demand: LimitDemand, _ now: LimiterInstant) {
        self.init(
            user: caller.user, key: caller.key, day: now.day, cost: demand.cost,
            parts: demand.takesPlace ? parts.union(.place) : parts)
    }

    private init(user: Int64, key: Int64, day: UInt16, cost: UInt32, parts: Parts) {
        self.user = user
        self.key = key
        self.day = day
        self.cost = cost
        self.parts = parts
    }

    /// Nothing was charged, and there is nothing to give back.
    public static let none = LimitReservation(user: 0, key: 0, day: 0, cost: 0, parts: [])
}
