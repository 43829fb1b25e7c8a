import Access
import Limiting

/// Who sends a request, found out once and kept in the request's context.
struct Principal: Sendable, Equatable {
    /// How the caller proved who it is.
    enum Credential: Sendable, Equatable {
        /// An access token; `sessionEpoch` was the account's when it was issued.
        case accessToken(sessionEpoch: Int64)
        /// An API key of this id.
        case apiKey(id: Int64)
    }

    let userID: Int64
    let username: String
    /// The name of the account's tier.
    let tier: String
    /// What the account's roles allow, narrowed by the key's scopes.
    var permissions: PermissionSet
    let credential: Credential
    /// The key's own limits, beside those of the tier; nil where it has none.
    var keyLimits: LimitPolicy?
    /// Which of the account's keys it may see and change.
    var keyReach = KeyReach.all

    /// How the audit log and the history of models name the caller.
    var actor: String {
        switch credential {
        case .accessToken: "user:\(userID)"
        case .apiKey(let id): "key:\(id)"
        }
    }

    /// The id of the API key; nil for a token.
    var keyID: Int64? {
        if case .apiKey(let id) = credential { id } else { nil }
    }

    /// The same caller with a scope's permissions at most; nil narrows nothing.
    func narrowed(to scope: PermissionSet?) -> Principal {
        guard let scope else { return self }
        var narrowed = self
        narrowed.permissions = permissions.intersection(scope)
        narrowed.keyReach = .none
        return narrowed
    }
}
