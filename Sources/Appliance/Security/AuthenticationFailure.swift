import Access
import HTTPTypes

/// Why it is not known who sends a request.
enum AuthenticationFailure: Error, Equatable, Sendable {
    /// Two credentials that are not the same.
    case conflicting
    /// No credential where one is needed.
    case missing
    /// A credential of no known form; the sentence says what is wrong with it.
    case malformed(String)
    /// A key that nobody has.
    case unknownKey
    /// A key that somebody took back.
    case revokedKey(id: Int64)
    /// A key whose time is over.
    case expiredKey(id: Int64)
    /// A key that was rotated, after its grace period.
    case replacedKey(id: Int64)
    /// A key or token of an account that is disabled.
    case disabledAccount(userID: Int64)
    /// A token of an account that is gone.
    case unknownAccount(userID: Int64)
    /// A token of a session that was ended.
    case endedSession(userID: Int64)
    /// A token that does not hold.
    case refusedToken(AccessTokenError)

    /// The value of the label in `auth_failures_total`, and the reason in the audit log.
    var reason: String {
        switch self {
        case .conflicting: "conflicting_credentials"
        case .missing: "missing_credential"
        case .malformed: "malformed_credential"
        case .unknownKey: "unknown_key"
        case .revokedKey: "revoked_key"
        case .expiredKey: "expired_key"
        case .replacedKey: "replaced_key"
        case .disabledAccount: "disabled_account"
        case .unknownAccount: "unknown_account"
        case .endedSession: "ended_session"
        case .refusedToken(let error): error.reason
        }
    }

    /// Whom the audit log names as the one who tried: the key or user where it is known, though not let in.
    var subject: String {
        switch self {
        case .revokedKey(let id), .expiredKey(let id), .replacedKey(let id): "key:\(id)"
        case .disabledAccount(let id), .unknownAccount(let id), .endedSession(let id): "user:\(id)"
        case .conflicting, .missing, .malformed, .unknownKey, .refusedToken: ""
        }
    }

    /// 400 for what could never be answered, else 401 with the challenge of RFC 6750, 3.
    var apiError: APIError {
        switch self {
        case .conflicting: APIError(.badRequest, detail)
        case .missing: APIError(.unauthorized, detail, headers: [.wwwAuthenticate: Self.challenge])
        default:
            APIError(
                .unauthorized, detail, headers: [.wwwAuthenticate: Self.challenge + #", error="invalid_token""#])
        }
    }

    /// What a caller without a credential is asked for.
    static let challenge = #"Bearer realm="geoclimate""#

    private var detail: String {
        switch self {
        case .conflicting: "The request carries two credentials that are not the same. Send one of them."
        case .missing:
            "This needs an API key in X-API-Key, or an access token or API key behind 'Authorization: Bearer'."
        case .malformed(let sentence): sentence
        case .refusedToken(let error): error.description
        case .unknownKey: "Nobody has this API key."
        case .revokedKey: "The API key was revoked. Create a new one."
        case .expiredKey: "The API key has expired. Create a new one."
        case .replacedKey: "The API key was rotated and its grace period is over. Use the key that replaced it."
        case .disabledAccount: "The account is disabled. Ask an administrator."
        case .unknownAccount, .endedSession: "The session has ended. Log in again."
        }
    }
}
