import Access

/// What the settings say of tokens.
struct TokenSettings: Sendable, Equatable {
    /// `iss` of access tokens, and the base of the URLs in the metadata.
    var issuer: String
    /// `aud` of access tokens.
    var audience: String
    var accessTokenSeconds: Int64
    var refreshTokenMilliseconds: Int64
    var isPasswordGrantOpen: Bool
    var algorithm: TokenAlgorithm

    var rules: AccessTokenRules { AccessTokenRules(issuer: issuer, audience: audience) }

    /// The defaults, behind `issuer`.
    static func standard(issuer: String) -> TokenSettings {
        TokenSettings(
            issuer: issuer, audience: ConfigurationKeys.tokenAudience.defaultValue,
            accessTokenSeconds: Int64(ConfigurationKeys.accessTokenMinutes.defaultValue) * 60,
            refreshTokenMilliseconds: Int64(ConfigurationKeys.refreshTokenDays.defaultValue) * 86_400_000,
            isPasswordGrantOpen: ConfigurationKeys.passwordGrant.defaultValue,
            algorithm: ConfigurationKeys.accessTokenAlgorithm.defaultValue)
    }
}

extension TokenSettings {
    /// What the daemon's settings say; without an issuer, where clients reach it.
    init(_ settings: EffectiveConfiguration) {
        self = .standard(
            issuer: settings.tokenIssuer ?? settings.publicURL
                ?? DaemonAddress(
                    host: settings.host, port: settings.port, isSecure: settings.tlsCertificate != nil
                ).url)
        audience = settings.tokenAudience
        accessTokenSeconds = Int64(settings.accessTokenMinutes) * 60
        refreshTokenMilliseconds = Int64(settings.refreshTokenDays) * 86_400_000
        isPasswordGrantOpen = settings.isPasswordGrantOpen
        algorithm = settings.accessTokenAlgorithm
    }
}
