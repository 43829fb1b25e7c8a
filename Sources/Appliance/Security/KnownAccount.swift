import Access
import Storage

/// What of an account decides about a request.
struct KnownAccount: Sendable, Equatable {
    let id: Int64
    let username: String
    let tier: String
    let permissions: PermissionSet
    let isDisabled: Bool
    let sessionEpoch: Int64

    init(_ account: Account) {
        id = account.id
        username = account.username
        tier = account.tier
        permissions = PermissionSet(stored: account.permissions)
        isDisabled = account.isDisabled
        sessionEpoch = account.sessionEpoch
    }
}

extension PermissionSet {
    /// The permissions that stored texts name; a text of a version that knows more allows nothing here.
    init(stored texts: [String]) {
        self = texts.reduce(.none) { known, text in
            ((try? PermissionSet(parsing: CollectionOfOne(text))) ?? .none).union(known)
        }
    }
}
