import HTTPTypes

/// Why a request for tokens is refused, by the names of RFC 6749, section 5.2.
enum OAuthError: String, Error, Sendable, CaseIterable {
    case invalidRequest = "invalid_request"
    case invalidClient = "invalid_client"
    case invalidGrant = "invalid_grant"
    case unauthorizedClient = "unauthorized_client"
    case unsupportedGrantType = "unsupported_grant_type"
    case invalidScope = "invalid_scope"
    /// Registered by RFC 6749 for another endpoint; here for whoever has to wait.
    case temporarilyUnavailable = "temporarily_unavailable"
    /// An access token of another server, for revocation (RFC 7009, section 2.2.1).
    case unsupportedTokenType = "unsupported_token_type"
}

extension APIError {
    /// A refusal that clients of OAuth understand, and others as well: the problem document with `error` and
    /// `error_description` as RFC 6749 wants them.
    ///
    /// The detail is ASCII without quotation marks and backslashes, which is all that the RFC allows in a description.
    static func oauth(_ code: OAuthError, _ detail: String, retryAfter seconds: Int? = nil) -> APIError {
        var headers: HTTPFields = [.cacheControl: "no-store"]
        var status = HTTPResponse.Status.badRequest
        if code == .invalidClient {
            status = .unauthorized
            headers[.wwwAuthenticate] = "Basic realm=\"geoclimate\""
        } else if code == .temporarilyUnavailable {
            status = .tooManyRequests
            headers[.retryAfter] = seconds.map(String.init)
        }
        var error = APIError(status, detail, headers: headers)
        error.oauthCode = code
        return error
    }
}
