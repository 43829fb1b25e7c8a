import Access
import Storage

/// Exchanges an API key for an access token, for clients that only speak OAuth (RFC 6749, section 4.4).
struct KeyExchange: Sendable {
    let authenticator: Authenticator
    let tokens: TokenService
    let refusals: RefusalRecorder
    let failures: AuthFailures

    /// - Throws: ``APIError`` `invalid_client` for a key that does not hold or has another id, without saying which.
    func exchange(
        _ client: ClientCredentials, scope: PermissionSet?, by origin: ChangeOrigin
    ) async throws -> TokenAnswer {
        guard let key = try? APIKey(parsing: client.secret.revealed) else {
            failures.count(.malformedSecret)
            throw refused("malformed_key", origin)
        }
        let caller: Principal
        do {
            caller = try await authenticator.principal(of: .key(key))
        } catch let failure as AuthenticationFailure {
            failures.count(failure)
            throw refused(failure.reason, subject: failure.subject, origin)
        }
        guard let id = caller.keyID, String(id) == client.id else {
            failures.count(.otherClient)
            throw refused("other_id", origin)
        }
        return try tokens.exchange(caller, digest: key.digest.bytes, scope: scope, at: origin.at)
    }

    private func refused(_ reason: String, subject: String = "", _ origin: ChangeOrigin) -> APIError {
        refusals.note(
            AuditEvent(
                .authentication, subject: subject, outcome: .refused, detail: ["reason": reason], origin: origin))
        return .oauth(.invalidClient, "The client_id and the client_secret are not those of an API key that holds.")
    }
}
