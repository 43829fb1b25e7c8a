/// What an access token says: whose it is, what it may, and from when to when.
public struct AccessTokenClaims: Sendable, Hashable {
    /// The account, `sub`.
    public var userID: Int64

    /// The account's session epoch when the token was issued, `epoch`: an account whose epoch is another one has ended it.
    public var sessionEpoch: Int64

    /// The session that the token belongs to, `sid`: one login and everything refreshed from it.
    public var sessionID: String

    /// The SHA-256 digest of the API key that was exchanged for the token, `key`; nil for a person's token.
    ///
    /// Such a token is worth what the key is worth at the moment: it ends with the key, and is charged to it.
    public var keyDigest: [UInt8]?

    /// What the token is narrowed to, `scope`; nil for everything that the account may.
    public var scope: PermissionSet?

    /// When it was issued, `iat` and `nbf`, in seconds since 1970.
    public var issuedAt: Int64

    /// When it ends, `exp`, in seconds since 1970.
    public var expiresAt: Int64

    /// Unique among all tokens, `jti`.
    public var tokenID: String

    /// Claims from their parts.
    public init(
        userID: Int64, sessionEpoch: Int64, sessionID: String, keyDigest: [UInt8]? = nil, scope: PermissionSet? = nil,
        issuedAt: Int64, expiresAt: Int64, tokenID: String
    ) {
        self.userID = userID
        self.sessionEpoch = sessionEpoch
        self.sessionID = sessionID
        self.keyDigest = keyDigest
        self.scope = scope
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.tokenID = tokenID
    }
}
