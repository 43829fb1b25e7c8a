/// What a token must say to be for this server and for this moment.
public struct AccessTokenRules: Sendable, Hashable {
    /// Who issues, `iss`.
    public let issuer: String

    /// Whom tokens are for, `aud`.
    public let audience: String

    /// Rules from their parts.
    public init(issuer: String, audience: String) {
        self.issuer = issuer
        self.audience = audience
    }

    /// The claims, when they hold at `now`, in seconds since 1970; clocks may differ by ``TokenLimits/clockSkewSeconds``.
    func check(_ written: WrittenClaims, now: Int64) throws(AccessTokenError) -> AccessTokenClaims {
        guard written.issuer == issuer else { throw .issuer }
        guard written.audience == audience else { throw .audience }
        let claims = written.claims
        // No sum below can overflow: a moment beyond these bounds is none.
        for moment in [claims.issuedAt, claims.expiresAt, written.notBefore] {
            guard (0...Self.latestMoment).contains(moment) else { throw .claims }
        }
        guard claims.expiresAt > claims.issuedAt, written.notBefore <= claims.expiresAt,
            claims.expiresAt - claims.issuedAt <= TokenLimits.longestLifetimeSeconds
        else { throw .claims }
        guard claims.expiresAt > now - TokenLimits.clockSkewSeconds else { throw .expired }
        guard max(claims.issuedAt, written.notBefore) <= now + TokenLimits.clockSkewSeconds else { throw .notYetValid }
        return claims
    }

    /// The end of the year 9999.
    private static let latestMoment: Int64 = 253_402_300_799
}
