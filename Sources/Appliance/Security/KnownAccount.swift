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

    /// `requiresAdministratorSecondFactor` takes everything from an administrator who has none yet, but what is about the
    /// account itself, which is where a second factor is begun.
    init(_ account: Account, requiresAdministratorSecondFactor: Bool) {
        id = account.id
        username = account.username
        tier = account.tier
        let isBarred =
            requiresAdministratorSecondFactor && !account.hasSecondFactor && account.roles.contains(Role.admin.name)
        permissions = isBarred ? .none : PermissionSet(stored: account.permissions)
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
