/// What somebody asks that a new key may do, and for how long.
public struct KeyTerms: Sendable, Hashable {
    /// What the key may do at most, as permissions are written; nil for everything that its owner may.
    public var scopes: [String]?

    /// Days until it stops working; nil for never.
    public var expiresInDays: Int?

    /// Its own limit of requests a minute.
    public var perMinute: Int?

    /// Its own limit of requests a UTC day.
    public var perDay: Int?

    /// Terms from their parts.
    public init(
        scopes: [String]? = nil, expiresInDays: Int? = nil, perMinute: Int? = nil, perDay: Int? = nil
    ) {
        self.scopes = scopes
        self.expiresInDays = expiresInDays
        self.perMinute = perMinute
        self.perDay = perDay
    }

    /// The scopes that are to be stored, in the order of ``Permission``; nil for everything that the owner may.
    ///
    /// A key narrows what its owner may and never widens it: a scope that the owner does not have is refused rather than
    /// dropped, so that nobody believes a key to be worth more than it is. `*` asks for everything that the owner may.
    /// `tier` is the owner's; nil where it has no numbers to compare with. It throws ``KeyTermsError``.
    public func scopes(owner: PermissionSet, tier: Tier?) throws(KeyTermsError) -> [Permission]? {
        if let days = expiresInDays, !(1...KeyLimits.expiryDays).contains(days) { throw .expiryOutOfRange }
        try Self.check(perMinute, "rate_limit_per_minute", tier, tier?.requestsPerMinute)
        try Self.check(perDay, "daily_quota", tier, tier?.requestsPerDay)
        guard let scopes, scopes != ["*"] else { return nil }
        guard !scopes.isEmpty else { throw .scopesEmpty }
        let wanted: PermissionSet
        do { wanted = try PermissionSet(parsing: scopes) } catch { throw .scopeUnknown(error) }
        guard wanted.isSubset(of: owner) else {
            throw .scopesBeyondOwner(wanted.list.filter { !owner.contains($0) })
        }
        return wanted.list
    }

    private static func check(
        _ wanted: Int?, _ field: String, _ tier: Tier?, _ limit: Int?
    ) throws(KeyTermsError) {
        guard let wanted else { return }
        guard (1...KeyLimits.requests).contains(wanted) else { throw .limitOutOfRange(field: field) }
        if let tier, let limit, wanted > limit {
            throw .limitAboveTier(field: field, tier: tier.name, limit: limit)
        }
    }
}

/// The bounds of what may be asked of a key.
public enum KeyLimits {
    /// Days until a key stops working: ten years.
    public static let expiryDays = 3_650

    /// Requests a minute or a day.
    public static let requests = 1_000_000_000

    /// Hours for which a rotated key goes on working, where nobody says otherwise.
    public static let graceHours = 24

    /// Hours for which a rotated key may go on working: a week.
    public static let longestGraceHours = 168
}

/// Why a key cannot be what somebody asks.
public enum KeyTermsError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The list of scopes is there and empty.
    case scopesEmpty
    /// A scope names no permission.
    case scopeUnknown(PermissionSet.UnknownPermission)
    /// The owner has not these permissions.
    case scopesBeyondOwner([Permission])
    /// The expiry is not within its bounds.
    case expiryOutOfRange
    /// A limit is not within its bounds.
    case limitOutOfRange(field: String)
    /// A limit is higher than that of the owner's tier.
    case limitAboveTier(field: String, tier: String, limit: Int)

    /// The field of the request that is refused.
    public var field: String {
        switch self {
        case .scopesEmpty, .scopeUnknown, .scopesBeyondOwner: "scopes"
        case .expiryOutOfRange: "expires_in_days"
        case .limitOutOfRange(let field), .limitAboveTier(let field, _, _): field
        }
    }

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .scopesEmpty:
            "A key without any scope could do nothing. Leave the scopes out for everything that its owner may."
        case .scopeUnknown(let error): error.description
        case .scopesBeyondOwner(let permissions):
            "The owner of the key does not have \(permissions.map { "'\($0.rawValue)'" }.joined(separator: ", ")), and a "
                + "key can only be narrower than its owner."
        case .expiryOutOfRange: "A key expires after 1 to \(KeyLimits.expiryDays) days, or never."
        case .limitOutOfRange(let field): "'\(field)' takes a whole number from 1 to \(KeyLimits.requests)."
        case .limitAboveTier(let field, let tier, let limit):
            "'\(field)' can only be lower than the \(limit) of the tier '\(tier)', which hold for all keys together."
        }
    }
}
