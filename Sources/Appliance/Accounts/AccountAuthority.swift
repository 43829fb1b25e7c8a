import Access
import HTTPTypes
import Storage

/// What a caller may do to other people's accounts and roles: nobody gives, takes or touches more than they have.
///
/// Without this, whoever may write users could make themselves administrators.
struct AccountAuthority: Sendable {
    let permissions: PermissionSet
    /// Whether the caller is a key or token narrower than its account, which must not make or take one that is not.
    let isNarrow: Bool

    init(_ principal: Principal) {
        permissions = principal.permissions
        isNarrow = principal.keyReach != .all
    }

    /// - Throws: ``APIError`` 403 where the account is allowed something that the caller is not.
    func checkMayChange(_ account: Account) throws(APIError) {
        guard covers(account.permissions) else {
            throw APIError(
                .forbidden,
                "This account has permissions that the caller does not have, so the caller cannot change it.")
        }
    }

    /// - Throws: ``APIError`` 403 where the permissions are more than the caller's own.
    func checkMayGrant(_ granted: [String]) throws(APIError) {
        guard covers(granted) else {
            throw APIError(.forbidden, "Nobody can give permissions that they do not have themselves.")
        }
    }

    /// A tier is worth what is paid or trusted for it, so whoever may write users alone cannot give a better one.
    ///
    /// - Throws: ``APIError`` 403 for callers without `system:write`.
    func checkMayChooseTier() throws(APIError) {
        guard permissions.contains(.systemWrite) else {
            throw APIError(.forbidden, "A tier is given by those who have the permission 'system:write'.")
        }
    }

    private func covers(_ stored: [String]) -> Bool {
        let set = PermissionSet(stored: stored)
        return set.isSubset(of: permissions) && !(isNarrow && set.contains(.userWrite))
    }
}
