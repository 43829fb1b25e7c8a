/// An API key as the database knows it; never the key itself.
public struct APIKeyRecord: Sendable, Hashable {
    /// Counts up; never given out again.
    public let id: Int64

    /// Whose key it is.
    public let userID: Int64

    /// What its owner calls it; not unique.
    public let name: String

    /// The last four characters of the key.
    public let lastFour: String

    /// What the key may do at most, as permissions are written; nil for everything that its owner may.
    public let scopes: [String]?

    /// When it stops working; nil for never.
    public let expiresAt: Timestamp?

    /// Its own limits, beside those of its owner.
    public let limits: APIKeyLimits

    /// When it was made.
    public let createdAt: Timestamp

    /// When it was revoked; nil while it is not.
    public let revokedAt: Timestamp?

    /// The key that replaces it; nil before rotation, and again once that key is gone.
    public let replacedBy: Int64?

    /// Until when it works beside the key that replaces it; nil before rotation.
    public let graceUntil: Timestamp?

    /// When it was last used, to the minute; nil when it never was.
    public let lastUsedAt: Timestamp?

    /// Whether a request with the key may go on at a time, and if not why.
    public func standing(at time: Timestamp) -> APIKeyStanding {
        if revokedAt != nil { return .revoked }
        if let expiresAt, time >= expiresAt { return .expired }
        if let graceUntil, time >= graceUntil { return .replaced }
        return .valid
    }
}

/// Whether a key works.
public enum APIKeyStanding: String, Sendable, CaseIterable {
    /// It works.
    case valid
    /// Somebody took it back.
    case revoked
    /// Its time is over.
    case expired
    /// It was rotated, and the grace period is over.
    case replaced
}

/// Limits of one key, none of which lifts one of its owner's; nil where it has none of its own.
public struct APIKeyLimits: Sendable, Hashable {
    /// Requests a minute.
    public var perMinute: Int?

    /// Requests at once after a pause; only with ``perMinute``.
    public var burst: Int?

    /// Requests a UTC day.
    public var perDay: Int?

    /// Limits from their parts.
    public init(perMinute: Int? = nil, burst: Int? = nil, perDay: Int? = nil) {
        self.perMinute = perMinute
        self.burst = burst
        self.perDay = perDay
    }

    /// No limits of its own.
    public static let none = APIKeyLimits()
}
