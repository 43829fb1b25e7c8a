import Access

extension ConfigurationKeys {
    static let accessTokenMinutes = ConfigurationKey.integer(
        "auth.access_token_minutes", default: 15, in: 10...30, "How many minutes an access token lives.")

    static let refreshTokenDays = ConfigurationKey.integer(
        "auth.refresh_token_days", default: 30, in: 1...90,
        "How many days after a login its refresh tokens end, however much they are used.")

    static let passwordGrant = ConfigurationKey.flag(
        "auth.password_grant", default: true,
        "Whether POST /token takes usernames and passwords, which OAuth 2.1 does without: for existing clients.")

    static let tokenIssuer = ConfigurationKey.optionalOrigin(
        "auth.issuer",
        "Who issues tokens, as they say it; empty for server.public_url, and without one the address to listen on.")

    static let tokenAudience = ConfigurationKey.text(
        "auth.audience", default: "geoclimate", "Whom access tokens are for.")

    static let accessTokenAlgorithm = ConfigurationKey.choice(
        "auth.access_token_algorithm", default: TokenAlgorithm.hs256,
        "How access tokens are signed: HS256, or EdDSA where others check them too.")

    /// Those about tokens.
    static let tokens = [
        accessTokenMinutes.info, refreshTokenDays.info, passwordGrant.info, tokenIssuer.info, tokenAudience.info,
        accessTokenAlgorithm.info,
    ]
}
