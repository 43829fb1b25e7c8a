/// A new family of refresh tokens: one login.
public struct NewRefreshFamily: Sendable, Hashable {
    /// The family's id, which access tokens name as their session: 1 to 64 letters, digits, `-` and `_`.
    public var id: String
    /// Whose it is.
    public var userID: Int64
    /// The account's session epoch at login.
    public var sessionEpoch: Int64
    /// What its access tokens are narrowed to, as text; nil for everything that the account may.
    public var scope: String?
    /// The SHA-256 digest of the first token, 32 bytes.
    public var digest: [UInt8]
    /// When the family ends, however much it is used.
    public var endsAt: Timestamp

    /// A family from its parts.
    public init(id: String, userID: Int64, sessionEpoch: Int64, scope: String?, digest: [UInt8], endsAt: Timestamp) {
        self.id = id
        self.userID = userID
        self.sessionEpoch = sessionEpoch
        self.scope = scope
        self.digest = digest
        self.endsAt = endsAt
    }
}

/// What the database knows of one refresh token and its family.
public struct StoredRefreshToken: Sendable, Hashable {
    /// The id of the family.
    public let familyID: String
    /// Whose it is.
    public let userID: Int64
    /// What the family's access tokens are narrowed to, as text; nil for everything that the account may.
    public let scope: String?
    /// The token's place in the family, from 0.
    public let generation: Int64
    /// The place of the family's newest token.
    public let newestGeneration: Int64
    /// When the newest token was given out.
    public let newestIssuedAt: Timestamp
    /// When the family ends.
    public let endsAt: Timestamp
    /// Whether the family was revoked.
    public let isRevoked: Bool
    /// Whether the account is disabled.
    public let isAccountDisabled: Bool
    /// The account's session epoch at login.
    public let familyEpoch: Int64
    /// The account's session epoch now.
    public let accountEpoch: Int64
    /// What the successor of this token follows from, 32 bytes; nil while the token has none.
    public let successorSalt: [UInt8]?
}

/// What is to be done about a refresh token that somebody sent.
public enum RefreshChange: Sendable, Hashable {
    /// Use it up; the salt of 32 bytes and the digest of the successor that follows from it.
    case rotate(salt: [UInt8], successorDigest: [UInt8])
    /// Nothing: its successor is given once more.
    case giveSuccessorAgain
    /// End the family.
    case revokeFamily
    /// Nothing, for a reason that the audit log gets to know.
    case refuse(reason: String)
}
