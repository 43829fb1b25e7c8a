/// Why an access token is refused.
///
/// A caller is told no more than that its token does not hold; the case is for metrics, the log and the audit.
public enum AccessTokenError: Error, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// Over the bound in bytes.
    case tooLong
    /// Not three parts of strict base64url with dots between them.
    case malformed
    /// The header is not a JSON object of exactly `alg`, `typ` and `kid`, each a fitting text.
    case header
    /// The header names another algorithm than that of the key it names, or one that is not used here.
    case algorithm
    /// The header names another type than `at+jwt`.
    case type
    /// The header names a key that is not in use.
    case unknownKey
    /// The signature is not the key's over these bytes.
    case signature
    /// The claims are not a JSON object of exactly those that are issued here, each of its type and within its bounds.
    case claims
    /// Issued by somebody else.
    case issuer
    /// Meant for somebody else.
    case audience
    /// Its time is over.
    case expired
    /// Its time has not come.
    case notYetValid
    /// Of a session that was ended.
    case sessionEnded
    /// Issued before the account's sessions were ended, as a new password does.
    case oldEpoch

    /// A word for the label of a metric.
    public var reason: String {
        switch self {
        case .tooLong: "token_too_long"
        case .malformed: "token_malformed"
        case .header: "token_header"
        case .algorithm: "token_algorithm"
        case .type: "token_type"
        case .unknownKey: "token_key"
        case .signature: "token_signature"
        case .claims: "token_claims"
        case .issuer: "token_issuer"
        case .audience: "token_audience"
        case .expired: "token_expired"
        case .notYetValid: "token_not_yet_valid"
        case .sessionEnded: "token_session_ended"
        case .oldEpoch: "token_epoch"
        }
    }

    /// What is wrong, and what to do.
    public var description: String {
        switch self {
        case .expired: "The access token has expired. Ask POST /token for a new one."
        case .notYetValid: "The access token is not valid yet. Check the clocks of both machines."
        case .sessionEnded, .oldEpoch: "The session of the access token was ended. Log in again."
        case .tooLong, .malformed, .header, .algorithm, .type, .unknownKey, .signature, .claims, .issuer, .audience:
            "The access token is not one that this server issued. Ask POST /token for one."
        }
    }
}
