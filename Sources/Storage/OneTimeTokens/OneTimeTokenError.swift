/// Why a token that works once was not issued or not accepted.
public enum OneTimeTokenError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The token was never issued for this purpose, was used, replaced or ended, or is too old: which of them is not told.
    case notRedeemable
    /// No account that is not disabled has the id.
    case noUsableAccount(id: Int64)
    /// A token of the purpose belongs to an account and was asked for without one, or the other way round.
    case wrongOwner(OneTimeTokenPurpose)
    /// The time to live is not one that tokens have.
    case lifetimeOutOfRange(seconds: Int, most: Int)

    /// The sentence for whoever asked: what failed and what to do.
    public var description: String {
        switch self {
        case .notRedeemable:
            "The link or token is not valid: it was used, replaced by a newer one, or is too old. Ask for a new one."
        case .noUsableAccount(let id):
            "The account \(id) does not exist or is disabled, so no token was issued for it."
        case .wrongOwner(.setup):
            "A set-up token belongs to no account. Issue it without one."
        case .wrongOwner(let purpose):
            "A token for \(purpose.rawValue) belongs to an account. Name it."
        case .lifetimeOutOfRange(let seconds, let most):
            "A token cannot live for \(seconds) seconds. Choose from 1 to \(most)."
        }
    }
}
