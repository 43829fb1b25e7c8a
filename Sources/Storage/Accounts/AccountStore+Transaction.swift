internal import GRDB

/// What the changes share, each within the transaction of its change.
extension AccountStore {
    static func fetch(_ id: Int64, in database: Database) throws -> Account {
        guard let account = try Account.fetch(database, where: "users.id = ?", [id]) else {
            throw AccountError.noSuchID(id)
        }
        return account
    }

    /// Refuses a name or an address that another account has.
    static func checkIsFree(
        username: String?, email: String?, besides id: Int64?, in database: Database
    ) throws {
        let others = "AND id IS NOT ?"
        if let username,
            try Bool.fetchOne(
                database, sql: "SELECT EXISTS (SELECT 1 FROM users WHERE username = ? \(others))",
                arguments: [username, id]) == true
        {
            throw AccountError.usernameTaken(username)
        }
        if let email,
            try Bool.fetchOne(
                database, sql: "SELECT EXISTS (SELECT 1 FROM users WHERE email = ? \(others))", arguments: [email, id])
                == true
        {
            throw AccountError.emailTaken(email)
        }
    }

    /// Gives an account these roles and no others.
    static func setRoles(_ roles: [String], ofUser id: Int64, in database: Database) throws {
        for role in roles {
            guard try RoleRecord.fetch(database, name: role) != nil else { throw AccountError.noSuchRole(role) }
        }
        try database.execute(sql: "DELETE FROM user_roles WHERE user_id = ?", arguments: [id])
        for role in roles {
            try database.execute(
                sql: "INSERT INTO user_roles (user_id, role_name) VALUES (?, ?)", arguments: [id, role])
        }
    }

    /// Whether somebody may administer the appliance: an active account with the role `admin`.
    static func hasAdministrator(_ database: Database) throws -> Bool {
        try Bool.fetchOne(
            database,
            sql: """
                SELECT EXISTS (SELECT 1 FROM user_roles JOIN users ON users.id = user_roles.user_id
                WHERE role_name = 'admin' AND NOT is_disabled)
                """) ?? false
    }

    /// Refuses a change that has taken the last administrator from the appliance.
    ///
    /// - Throws: ``AccountError/lastAdministrator(username:)``, which undoes the transaction.
    static func checkAdministratorIsLeft(after account: Account, in database: Database) throws {
        let wasOne = account.roles.contains("admin") && !account.isDisabled
        guard try !wasOne || hasAdministrator(database) else {
            throw AccountError.lastAdministrator(username: account.username)
        }
    }
}
