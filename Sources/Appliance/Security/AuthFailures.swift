import Telemetry

/// Counts everybody who could not prove who they are, wherever it was tried: `auth_failures_total`.
struct AuthFailures: Sendable {
    private let family: MetricFamily<Counter, AuthFailureLabel>

    /// - Throws: ``MetricError`` when the metrics have the family already.
    init(_ metrics: MetricRegistry) throws(MetricError) {
        family = try metrics.register(MetricCatalogue.authFailures)
    }

    /// A credential that a request brought.
    func count(_ failure: AuthenticationFailure) { count(reason: failure.reason) }

    /// A login or an exchange of tokens.
    func count(_ failure: SignInFailure) { count(reason: failure.rawValue) }

    private func count(reason: String) { family.with(AuthFailureLabel(reason: reason)).increment() }
}

/// Why somebody got no session, in the words of metrics.
///
/// Whether anybody has the name, or is disabled, is not told apart: metrics are read by more people than may know that.
enum SignInFailure: String, Sendable, CaseIterable {
    case wrongPassword = "wrong_password"
    case wrongCode = "wrong_code"
    /// Too many failures before: nothing was checked.
    case locked = "login_locked"
    /// A refresh token that is unknown, old, ended, or of an account that may not.
    case refreshToken = "refresh_token"
    /// A refresh token that was used before, which ended its session.
    case refreshTokenReused = "refresh_token_reused"
    /// A `client_secret` that is no API key.
    case malformedSecret = "malformed_client_secret"
    /// An API key that is not the one of the `client_id`.
    case otherClient = "other_client"
}
