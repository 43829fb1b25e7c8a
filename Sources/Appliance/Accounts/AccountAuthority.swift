import Access
import HTTPTypes
import Storage

/// What a caller may do to other people's accounts and roles: nobody gives, takes or touches more than they have.
///
/// Without this, whoever may write users could make themselves administrators.
struct AccountAuthority: Sendable {
    let permissions: PermissionSet

    /// - Throws: ``APIError`` 403 where the account is allowed something that the caller is not.
    func checkMayChange(_ account: Account) throws(APIError) {
        guard PermissionSet(stored: account.permissions).isSubset(of: permissions) else {
            throw APIError(
                .forbidden,
                "This account has permissions that the caller does not have, so the caller cannot change it.")
        }
    }

    /// - Throws: ``APIError`` 403 where the permissions are more than the caller's own.
    func checkMayGrant(_ granted: [String]) throws(APIError) {
        guard PermissionSet(stored: granted).isSubset(of: permissions) else {
            throw APIError(.forbidden, "Nobody can give permissions that they do not have themselves.")
        }
    }

    /// - Throws: ``APIError`` 403, or ``AccountError/noSuchRole(_:)``.
    func checkMayAssign(_ roles: [String], in store: AccountStore) async throws {
        for name in roles {
            guard let role = try await store.role(named: name) else { throw AccountError.noSuchRole(name) }
            try checkMayGrant(role.permissions)
        }
    }
}
