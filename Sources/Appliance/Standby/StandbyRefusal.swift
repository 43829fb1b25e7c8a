import HTTPTypes

extension APIError {
    /// 503 for a change that a standby is asked for.
    static let standby = APIError(
        .serviceUnavailable,
        "This is a standby, a copy that follows the primary; changes go to the primary, or promote this one with geoclimate "
            + "replica promote.",
        headers: [.retryAfter: String(Limits.standbyRetrySeconds)])
}
