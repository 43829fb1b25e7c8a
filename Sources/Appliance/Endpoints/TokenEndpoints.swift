import Access
import HTTPTypes
import Hummingbird
import JSONText
import Storage

/// `POST /token` (RFC 6749, section 3.2) and `POST /token/revoke` (RFC 7009).
struct TokenEndpoints: Sendable {
    let tokens: TokenService
    let login: PasswordLogin
    let keys: KeyExchange
    let clock: ApplianceClock

    func token(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let form = try await Self.form(request)
        let origin = context.origin(at: clock.now())
        let answer: TokenAnswer
        switch form["grant_type"] {
        case "password": answer = try await password(form, origin)
        case "refresh_token":
            guard let token = form["refresh_token"] else { throw Self.missing("refresh_token") }
            answer = try await tokens.refresh(token, scope: try Self.scope(form), by: origin)
        case "client_credentials":
            guard let client = try ClientCredentials(request, form) else {
                throw APIError.oauth(
                    .invalidClient, "Send the id of an API key as client_id and the key as client_secret.")
            }
            answer = try await keys.exchange(client, scope: try Self.scope(form), by: origin)
        case nil: throw Self.missing("grant_type")
        default:
            throw APIError.oauth(
                .unsupportedGrantType, "The grant_type is one of password, refresh_token and client_credentials.")
        }
        return Self.response(answer)
    }

    func revoke(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let form = try await Self.form(request)
        guard let token = form["token"] else { throw Self.missing("token") }
        // The hint is none that is needed: the two kinds of tokens cannot be taken for each other.
        try await tokens.revoke(token, by: context.origin(at: clock.now()))
        return Response(status: .ok, headers: [.cacheControl: "no-store"])
    }

    private func password(_ form: FormFields, _ origin: ChangeOrigin) async throws -> TokenAnswer {
        guard tokens.settings.isPasswordGrantOpen else {
            throw APIError.oauth(.unauthorizedClient, "The password grant is switched off here (auth.password_grant).")
        }
        guard let username = form["username"] else { throw Self.missing("username") }
        guard let password = form["password"] else { throw Self.missing("password") }
        let scope = try Self.scope(form)
        do {
            let account = try await login.login(
                username: username, password: password, secondFactor: form["totp"], origin: origin)
            return try await tokens.begin(account, scope: scope, by: origin)
        } catch let error as LoginError {
            switch error {
            case .wrong: throw APIError.oauth(.invalidGrant, error.description)
            case .secondFactorRequired:
                throw APIError.oauth(
                    .invalidGrant, "The account asks for a second factor. Send the code of its authenticator as totp.")
            case .locked(let seconds):
                throw APIError.oauth(.temporarilyUnavailable, error.description, retryAfter: seconds)
            }
        }
    }

    /// What a client narrows its token to; nil where it does not.
    private static func scope(_ form: FormFields) throws(APIError) -> PermissionSet? {
        guard let text = form["scope"] else { return nil }
        guard let scope = PermissionSet(scopeText: text) else {
            throw .oauth(
                .invalidScope, "The scope is a list of permissions such as model:read, with one blank between each two."
            )
        }
        return scope
    }

    private static func form(_ request: Request) async throws -> FormFields {
        do {
            _ = try MediaType.ofBody(request, accepted: [.form])
        } catch {
            throw APIError.oauth(.invalidRequest, "Send a form: Content-Type application/x-www-form-urlencoded.")
        }
        let body = try await request.collectBody(limit: Limits.formBodyBytes)
        do {
            return try FormFields(Array(body.readableBytesView))
        } catch {
            throw APIError.oauth(.invalidRequest, error.description)
        }
    }

    private static func missing(_ field: String) -> APIError {
        .oauth(.invalidRequest, "The form has no \(field).")
    }

    private static func response(_ answer: TokenAnswer) -> Response {
        let body = JSONWriter.bytes { json in
            json.beginObject()
            json.field("access_token", answer.accessToken.revealed)
            json.field("token_type", "bearer")
            json.field("expires_in", Int(answer.secondsToLive))
            if let refreshToken = answer.refreshToken { json.field("refresh_token", refreshToken.text) }
            json.field("scope", answer.scope.scopeText)
            json.endObject()
        }
        return Response(
            type: MediaType.json.rawValue, bytes: body, headers: [.cacheControl: "no-store"])
    }
}
