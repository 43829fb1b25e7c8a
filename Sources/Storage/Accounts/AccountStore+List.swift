internal import GRDB

extension AccountStore {
    /// Accounts in the order of their ids, after the one with the id `after`.
    ///
    /// There are at most `limit` of them, and never more than ``Limits/listedAccounts``.
    public func accounts(after: Int64 = 0, limit: Int = .max) async throws -> [Account] {
        let bound = min(max(limit, 0), limits.listedAccounts)
        return try await database.read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM users WHERE id > ? ORDER BY id LIMIT ?", arguments: [after, bound]
            ).map { try Account($0, in: database) }
        }
    }

    /// How many accounts there are.
    public func count() async throws -> Int {
        try await database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM users") ?? 0 }
    }

    /// Whether somebody may administer the appliance: an active account with the role `admin`.
    public func hasAdministrator() async throws -> Bool {
        try await database.read { try Self.hasAdministrator($0) }
    }
}
