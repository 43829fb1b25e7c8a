extension KeyRing {
    /// Checks a token and answers what it says; it throws the first reason to refuse it.
    ///
    /// `now` is in seconds since 1970. Whether the session and the account still hold is for others to say.
    public func claims(
        of text: String, rules: AccessTokenRules, now: Int64
    ) throws(AccessTokenError) -> AccessTokenClaims {
        let token = try CompactToken(text)
        guard let key = key(token.header.keyID, now: now) else { throw .unknownKey }
        guard token.header.algorithm == key.algorithm else { throw .algorithm }
        guard key.isValid(token.signature, of: token.signedBytes) else { throw .signature }
        return try rules.check(WrittenClaims(json: token.payload), now: now)
    }

    /// A token of these claims, signed with the current key.
    public func token(_ claims: AccessTokenClaims, rules: AccessTokenRules) throws -> String {
        let header = TokenHeader(algorithm: current.algorithm, keyID: current.id)
        let written = WrittenClaims(
            claims: claims, issuer: rules.issuer, audience: rules.audience, notBefore: claims.issuedAt)
        let signed = Base64URL.encode(header.json) + "." + Base64URL.encode(written.json)
        return signed + "." + Base64URL.encode(try current.signature(of: Array(signed.utf8)[...]))
    }
}
