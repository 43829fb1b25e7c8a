import Access

/// What a successful request for tokens is answered (RFC 6749, section 5.1).
struct TokenAnswer: Sendable {
    let accessToken: Secret
    let refreshToken: RefreshToken?
    let secondsToLive: Int64
    /// What the access token allows at the moment.
    let scope: PermissionSet
}
