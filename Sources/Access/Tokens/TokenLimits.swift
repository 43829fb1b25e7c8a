/// Every bound on tokens.
public enum TokenLimits {
    /// Bytes of an access token.
    public static let accessTokenBytes = 4_096
    /// Bytes of a token's id, of a session's id and of a key's id.
    public static let identifierBytes = 64
    /// Bytes of an issuer and of an audience.
    public static let nameBytes = 256
    /// Seconds that another machine's clock may differ.
    public static let clockSkewSeconds: Int64 = 30
    /// Seconds that an access token may live.
    public static let longestLifetimeSeconds: Int64 = 30 * 60
    /// Random bytes of a key's id.
    static let keyIDBytes = 12
    /// Bytes of an HMAC secret and of an Ed25519 seed.
    public static let keyBytes = 32
    /// Bytes of a file of signing keys.
    public static let keyFileBytes = 4_096
    /// Bytes of the digest of a refresh token and of an API key.
    static let digestBytes = 32
    /// Random bytes of a refresh token.
    public static let refreshTokenBytes = 32
    /// Random bytes from which a refresh token's successor is derived.
    public static let refreshSaltBytes = 32
    /// Random bytes of a session's and of a token's id.
    public static let randomIDBytes = 16
    /// Milliseconds in which the immediate parent of a refresh token may be used once more, for an answer that got lost.
    public static let refreshGraceMilliseconds: Int64 = 10_000
    /// Milliseconds after which an unused refresh token is dead.
    public static let refreshIdleMilliseconds: Int64 = 14 * 86_400_000
}
