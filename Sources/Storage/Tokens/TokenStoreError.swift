/// Why a change of tokens did not happen.
public enum TokenStoreError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The account is gone, disabled, or its sessions were ended in the meantime.
    case noAccount(id: Int64)

    /// As many sessions of the account were ended lately as are remembered.
    case tooManyEnded(limit: Int)

    /// Somebody else used the token in the meantime.
    case notTheNewest

    /// What happened, and what to do.
    public var description: String {
        switch self {
        case .noAccount(let id): "The account \(id) can have no session now. Log in again."
        case .tooManyEnded(let limit):
            "\(limit) sessions of this account were ended lately, as many as are remembered. Revoke the API key instead."
        case .notTheNewest: "The refresh token has been used in the meantime. Use the one that was given for it."
        }
    }
}
