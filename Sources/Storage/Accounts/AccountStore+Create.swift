internal import GRDB

extension AccountStore {
    /// Makes an account, and says so in the audit log in the same transaction.
    ///
    /// `mayMake` sees the account within the transaction, with what its roles allow at that moment, and throws where the
    /// caller may not make it. It throws ``AccountError`` when a field breaks its rule, the name or address is taken, a role
    /// does not exist or there are as many accounts as there may be.
    public func create(
        _ new: NewAccount, origin: ChangeOrigin, mayMake: @escaping @Sendable (Account) throws -> Void = { _ in }
    ) async throws -> Account {
        try new.check(limits)
        return try await database.write { [limits] database in
            let account = try Self.insert(new, action: .userCreated, origin: origin, limits: limits, in: database)
            try mayMake(account)
            return account
        }
    }

    /// Makes the first administrator, for somebody who has the set-up link, and uses the link up.
    ///
    /// It throws ``OneTimeTokenError/notRedeemable`` for another token, and ``AccountError/administratorExists`` when
    /// there is one, so of several that race one comes first.
    public func createFirstAdministrator(
        _ new: NewAccount, token: String, origin: ChangeOrigin
    ) async throws -> Account {
        try new.check(limits)
        return try await database.write { [limits] database in
            guard try !Self.hasAdministrator(database) else { throw AccountError.administratorExists }
            _ = try OneTimeTokenStore.redeem(token, for: .setup, at: origin.at, in: database)
            let account = try Self.insert(new, action: .userCreated, origin: origin, limits: limits, in: database)
            let event = AuditEvent(.setupCompleted, subject: "user:\(account.id)", origin: origin)
            try AuditLog.append(event, in: database)
            return account
        }
    }

    /// Makes all accounts of an import, or none; `isTrial` looks for the problems alone.
    ///
    /// The answer has the problem of each account that has one, by its index in `accounts`; when there is any, nothing
    /// was stored.
    public func importAll(
        _ accounts: [NewAccount], isTrial: Bool, origin: ChangeOrigin
    ) async throws -> [AccountImportProblem] {
        try await database.writeWithoutTransaction { [limits] database in
            var problems: [AccountImportProblem] = []
            try database.inTransaction(.immediate) {
                for (index, new) in accounts.enumerated() {
                    do {
                        try new.check(limits)
                        _ = try Self.insert(new, action: .userImported, origin: origin, limits: limits, in: database)
                    } catch let problem as AccountError {
                        problems.append(AccountImportProblem(index: index, problem: problem))
                    }
                }
                return problems.isEmpty && !isTrial ? .commit : .rollback
            }
            return problems
        }
    }

    private static func insert(
        _ new: NewAccount, action: AuditAction, origin: ChangeOrigin, limits: Limits, in database: Database
    ) throws -> Account {
        let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM users") ?? 0
        guard count < limits.accounts else { throw AccountError.full(what: "users", limit: limits.accounts) }
        try checkIsFree(username: new.username, email: new.email, besides: nil, in: database)
        let time = origin.at.millisecondsSince1970
        try database.execute(
            sql: """
                INSERT INTO users (username, email, full_name, password_hash, tier, created_at, updated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [new.username, new.email, new.fullName, new.passwordHash, new.tier, time, time])
        let id = database.lastInsertedRowID
        try setRoles(new.roles, ofUser: id, in: database)
        let account = try fetch(id, in: database)
        let detail = ["username": new.username, "roles": account.roles.joined(separator: " "), "tier": new.tier]
        try AuditLog.append(AuditEvent(action, subject: "user:\(id)", detail: detail, origin: origin), in: database)
        return account
    }
}

extension NewAccount {
    /// Checks each field against its rule.
    func check(_ limits: Limits) throws(AccountError) {
        try AccountFields.checkUsername(username, limits: limits)
        try AccountFields.checkEmail(email, limits: limits)
        try AccountFields.checkFullName(fullName, limits: limits)
        try AccountFields.checkTier(tier)
        try AccountFields.checkRoles(roles, limits: limits)
    }
}

/// What is wrong with one account of an import.
public struct AccountImportProblem: Sendable, Hashable {
    /// Where the account stands among those that were to be imported, from 0.
    public let index: Int

    /// What is wrong.
    public let problem: AccountError
}
