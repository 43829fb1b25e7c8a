internal import GRDB

extension AccountStore {
    /// Changes an account and answers it as it is then; what does not differ is not audited.
    ///
    /// Disabling ends the account's sessions. `mayChange` sees the account within the transaction, and `mayMake` what would
    /// become of it, with what its roles allow at that moment; they throw where the caller may not change it, or not make it
    /// so. It throws ``AccountError``, also when the last administrator would be gone.
    public func update(
        id: Int64, _ change: AccountChange, origin: ChangeOrigin,
        mayChange: @escaping @Sendable (Account) throws -> Void = { _ in },
        mayMake: @escaping @Sendable (Account) throws -> Void = { _ in }
    ) async throws -> Account {
        try change.check(limits)
        return try await database.write { database in
            let before = try Self.fetch(id, in: database)
            try mayChange(before)
            try Self.checkIsFree(username: change.username, email: change.email, besides: id, in: database)
            try Self.apply(change, to: before, at: origin.at, in: database)
            if let roles = change.roles, roles.sorted() != before.roles {
                try Self.setRoles(roles, ofUser: id, in: database)
            }
            try Self.checkAdministratorIsLeft(after: before, in: database)
            let differences = change.differences(from: before)
            if !differences.isEmpty {
                let event = AuditEvent(.userUpdated, subject: "user:\(id)", detail: differences, origin: origin)
                try AuditLog.append(event, in: database)
            }
            if let isDisabled = change.isDisabled, isDisabled != before.isDisabled {
                let action = isDisabled ? AuditAction.userDisabled : .userEnabled
                try AuditLog.append(AuditEvent(action, subject: "user:\(id)", origin: origin), in: database)
            }
            let after = try Self.fetch(id, in: database)
            try mayMake(after)
            return after
        }
    }

    /// Removes an account with its second factor and whatever else belongs to it alone.
    ///
    /// What the audit log and the usage say of it stays, and its id is not given out again. `mayChange` is asked as by
    /// ``update(id:_:origin:mayChange:mayMake:)``. It throws ``AccountError``.
    public func delete(
        id: Int64, origin: ChangeOrigin, mayChange: @escaping @Sendable (Account) throws -> Void = { _ in }
    ) async throws {
        try await database.write { database in
            let account = try Self.fetch(id, in: database)
            try mayChange(account)
            try database.execute(sql: "DELETE FROM users WHERE id = ?", arguments: [id])
            try Self.checkAdministratorIsLeft(after: account, in: database)
            try LoginFailures.forget(account.username, in: database)
            let event = AuditEvent(
                .userDeleted, subject: "user:\(id)", detail: ["username": account.username], origin: origin)
            try AuditLog.append(event, in: database)
        }
    }

    /// Gives an account another password: its sessions end, and failed logins in a row are forgotten.
    ///
    /// `action` is how the audit log names the way it came about. `mayChange` is asked as by
    /// ``update(id:_:origin:mayChange:mayMake:)``. It throws ``AccountError/noSuchID(_:)``.
    public func setPassword(
        id: Int64, hash: String, action: AuditAction = .passwordChanged, origin: ChangeOrigin,
        mayChange: @escaping @Sendable (Account) throws -> Void = { _ in }
    ) async throws {
        try await database.write { database in
            let account = try Self.fetch(id, in: database)
            try mayChange(account)
            try database.execute(
                sql: """
                    UPDATE users SET password_hash = ?, session_epoch = session_epoch + 1, updated_at = ? WHERE id = ?
                    """,
                arguments: [hash, origin.at.millisecondsSince1970, id])
            try LoginFailures.forget(account.username, in: database)
            try AuditLog.append(AuditEvent(action, subject: "user:\(id)", origin: origin), in: database)
        }
    }

    private static func apply(
        _ change: AccountChange, to account: Account, at time: Timestamp, in database: Database
    ) throws {
        let isDisabled = change.isDisabled ?? account.isDisabled
        let email = change.email ?? account.email
        try database.execute(
            sql: """
                UPDATE users SET username = ?, email = ?, full_name = ?, tier = ?, is_disabled = ?, updated_at = ?,
                session_epoch = session_epoch + ?, email_verified_at = CASE WHEN ? THEN email_verified_at END
                WHERE id = ?
                """,
            arguments: [
                change.username ?? account.username, email, change.fullName ?? account.fullName,
                change.tier ?? account.tier, isDisabled, time.millisecondsSince1970,
                isDisabled && !account.isDisabled ? 1 : 0, email == account.email, account.id,
            ])
    }
}
