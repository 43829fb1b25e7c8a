import Access
import Storage

/// Checks access tokens: whether this server issued them, for itself, for now, and whether their session goes on.
///
/// Whether the account is still at the token's session epoch, and the key behind it still holds, is asked where accounts
/// and keys are known; ``AccessTokenError/oldEpoch`` is the answer for that.
struct AccessTokenVerifier: Sendable {
    let keys: SigningKeys
    let endedSessions: EndedSessions
    let rules: AccessTokenRules
    let clock: ApplianceClock

    /// - Throws: ``AccessTokenError``, whose `reason` is for metrics.
    func verify(_ token: String) async throws(AccessTokenError) -> AccessTokenClaims {
        let claims = try keys.current.claims(of: token, rules: rules, now: clock.seconds)
        guard !endedSessions.contains(claims.sessionID) else { throw .sessionEnded }
        return claims
    }
}

extension ApplianceClock {
    /// Wall time in whole seconds since 1970, as tokens count it.
    var seconds: Int64 { now().millisecondsSince1970 / 1_000 }
}

extension AccessTokenVerifier {
    /// Whom a token speaks for.
    ///
    /// - Throws: ``AuthenticationFailure/refusedToken(_:)``.
    @Sendable func subject(of token: Secret) async throws(AuthenticationFailure) -> Authenticator.TokenSubject {
        do throws(AccessTokenError) {
            let claims = try await verify(token.revealed)
            return Authenticator.TokenSubject(
                userID: claims.userID, sessionEpoch: claims.sessionEpoch,
                key: claims.keyDigest.flatMap(APIKeyDigest.init(bytes:)), scope: claims.scope)
        } catch {
            throw .refusedToken(error)
        }
    }
}
