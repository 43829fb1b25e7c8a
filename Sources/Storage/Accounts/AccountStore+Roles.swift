internal import GRDB

extension AccountStore {
    /// All roles, by name.
    public func roles() async throws -> [RoleRecord] {
        try await database.read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM roles ORDER BY name").map { try RoleRecord($0) }
        }
    }

    /// The role of a name; nil when there is none.
    public func role(named name: String) async throws -> RoleRecord? {
        try await database.read { try RoleRecord.fetch($0, name: name) }
    }

    /// Makes a role.
    ///
    /// The caller has checked that `permissions` are permissions. It throws ``AccountError`` when the name breaks its rule
    /// or is taken, or there are as many roles as there may be.
    public func createRole(
        _ name: String, permissions: [String], origin: ChangeOrigin
    ) async throws -> RoleRecord {
        try AccountFields.checkRoleName(name)
        return try await database.write { [limits] database in
            let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM roles") ?? 0
            guard count < limits.roles else { throw AccountError.full(what: "roles", limit: limits.roles) }
            guard try RoleRecord.fetch(database, name: name) == nil else { throw AccountError.roleExists(name) }
            let text = try StoredJSON.text(of: Set(permissions).sorted())
            try database.execute(
                sql: "INSERT INTO roles (name, permissions, is_shipped) VALUES (?, ?, 0)", arguments: [name, text])
            try Self.note(.roleCreated, name, permissions, origin, in: database)
            return try Self.role(name, in: database)
        }
    }

    /// Gives a custom role other permissions, which its users have at once.
    ///
    /// `mayChange` sees the role within the transaction and throws where the caller may not change it. It throws
    /// ``AccountError/noSuchRoleToChange(_:)`` and ``AccountError/roleShipped(_:)``.
    public func updateRole(
        _ name: String, permissions: [String], origin: ChangeOrigin,
        mayChange: @escaping @Sendable (RoleRecord) throws -> Void = { _ in }
    ) async throws -> RoleRecord {
        try await database.write { database in
            try mayChange(try Self.customRole(name, in: database))
            let text = try StoredJSON.text(of: Set(permissions).sorted())
            try database.execute(sql: "UPDATE roles SET permissions = ? WHERE name = ?", arguments: [text, name])
            try Self.note(.roleUpdated, name, permissions, origin, in: database)
            return try Self.role(name, in: database)
        }
    }

    /// Removes a custom role that nobody has.
    ///
    /// It throws ``AccountError/noSuchRoleToChange(_:)``, ``AccountError/roleShipped(_:)`` and
    /// ``AccountError/roleInUse(name:accounts:)``.
    public func deleteRole(
        _ name: String, origin: ChangeOrigin, mayChange: @escaping @Sendable (RoleRecord) throws -> Void = { _ in }
    ) async throws {
        try await database.write { database in
            try mayChange(try Self.customRole(name, in: database))
            let sql = "SELECT count(*) FROM user_roles WHERE role_name = ?"
            let users = try Int.fetchOne(database, sql: sql, arguments: [name]) ?? 0
            guard users == 0 else { throw AccountError.roleInUse(name: name, accounts: users) }
            try database.execute(sql: "DELETE FROM roles WHERE name = ?", arguments: [name])
            try Self.note(.roleDeleted, name, [], origin, in: database)
        }
    }

    private static func role(_ name: String, in database: Database) throws -> RoleRecord {
        guard let role = try RoleRecord.fetch(database, name: name) else { throw AccountError.noSuchRoleToChange(name) }
        return role
    }

    private static func customRole(_ name: String, in database: Database) throws -> RoleRecord {
        let role = try role(name, in: database)
        guard !role.isShipped else { throw AccountError.roleShipped(name) }
        return role
    }

    private static func note(
        _ action: AuditAction, _ name: String, _ permissions: [String], _ origin: ChangeOrigin, in database: Database
    ) throws {
        let detail = permissions.isEmpty ? [:] : ["permissions": Set(permissions).sorted().joined(separator: " ")]
        try AuditLog.append(AuditEvent(action, subject: "role:\(name)", detail: detail, origin: origin), in: database)
    }
}
