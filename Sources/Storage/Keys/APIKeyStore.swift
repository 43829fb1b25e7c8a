internal import Foundation
internal import GRDB

/// The API keys of all users.
///
/// Every change is written together with its line in the audit log. Where a method takes the user whose key it must be,
/// somebody else's key is one that is not there; nil stands for an operator who may touch all of them.
public struct APIKeyStore: Sendable {
    let database: ApplianceDatabase

    /// The keys inside an open database.
    public init(database: ApplianceDatabase) {
        self.database = database
    }

    /// The keys of a user, oldest first; those that were revoked only where they are asked for.
    public func keys(ofUser user: Int64, includingRevoked: Bool = false) async throws -> [APIKeyRecord] {
        let condition = "user_id = ?1" + (includingRevoked ? "" : " AND revoked_at IS NULL")
        let limit = database.limits.apiKeyRowsPerUser
        return try await database.read { try APIKeyRecord.fetchAll($0, where: condition, [user], limit: limit) }
    }

    /// The keys of everybody, oldest first, as many as one listing answers.
    public func keys(includingRevoked: Bool = false) async throws -> [APIKeyRecord] {
        let condition = includingRevoked ? "TRUE" : "revoked_at IS NULL"
        let limit = database.limits.listedAPIKeys
        return try await database.read { try APIKeyRecord.fetchAll($0, where: condition, [], limit: limit) }
    }

    /// One key.
    ///
    /// It throws ``APIKeyError/notFound(id:)``.
    public func key(_ id: Int64, ofUser user: Int64?) async throws -> APIKeyRecord {
        try await database.read { try Self.key(id, ofUser: user, in: $0) }
    }

    /// Makes a key for a user.
    ///
    /// A user has at most ``Limits/apiKeysPerUser`` keys that work, and ``Limits/apiKeyRowsPerUser`` in all: beyond that
    /// the oldest that do not work any more are forgotten. It throws ``APIKeyError``.
    public func create(_ key: NewAPIKey, forUser user: Int64, origin: ChangeOrigin) async throws -> APIKeyRecord {
        let limits = database.limits
        try key.validate(limits)
        return try await database.write { database in
            guard try Account.fetch(database, where: "users.id = ?", [user]) != nil else {
                throw APIKeyError.userNotFound(id: user)
            }
            try Self.makeRoom(forUser: user, at: origin.at, limits: limits, in: database)
            guard try Self.workingKeys(ofUser: user, at: origin.at, in: database) < limits.apiKeysPerUser else {
                throw APIKeyError.tooMany(limit: limits.apiKeysPerUser)
            }
            let record = try Self.insert(key, forUser: user, at: origin.at, in: database)
            try AuditLog.append(
                AuditEvent(.keyCreated, subject: "key:\(record.id)", detail: record.auditDetail, origin: origin),
                in: database)
            return record
        }
    }

    // MARK: - Within a transaction

    static func key(_ id: Int64, ofUser user: Int64?, in database: Database) throws -> APIKeyRecord {
        guard
            let key = try APIKeyRecord.fetch(
                database, where: "id = ?1 AND (?2 IS NULL OR user_id = ?2)", [id, user])
        else { throw APIKeyError.notFound(id: id) }
        return key
    }

    static func insert(
        _ key: NewAPIKey, forUser user: Int64, at time: Timestamp, in database: Database
    ) throws -> APIKeyRecord {
        try database.execute(
            sql: """
                INSERT INTO api_keys (user_id, name, digest, last_four, scopes, expires_at, rate_limit_per_minute,
                    burst, daily_quota, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                user, key.name, Data(key.print.digest), key.print.lastFour,
                try key.scopes.map { try StoredJSON.text(of: $0) }, key.expiresAt?.millisecondsSince1970,
                key.limits.perMinute, key.limits.burst, key.limits.perDay, time.millisecondsSince1970,
            ])
        return try Self.key(database.lastInsertedRowID, ofUser: user, in: database)
    }

    /// Forgets the oldest keys of a user that do not work any more, until there is room for one.
    static func makeRoom(forUser user: Int64, at time: Timestamp, limits: Limits, in database: Database) throws {
        let rows = try Int.fetchOne(
            database, sql: "SELECT count(*) FROM api_keys WHERE user_id = ?", arguments: [user])
        let surplus = (rows ?? 0) + 1 - limits.apiKeyRowsPerUser
        guard surplus > 0 else { return }
        try database.execute(
            sql: """
                DELETE FROM api_keys WHERE id IN (
                    SELECT id FROM api_keys WHERE user_id = ?1 AND NOT (\(works)) ORDER BY id LIMIT ?3)
                """,
            arguments: [user, time.millisecondsSince1970, surplus])
        guard database.changesCount == surplus else { throw APIKeyError.tooMany(limit: limits.apiKeyRowsPerUser) }
    }

    /// How many keys of a user work, also those that were rotated and are in their grace period.
    static func workingKeys(ofUser user: Int64, at time: Timestamp, in database: Database) throws -> Int {
        try Int.fetchOne(
            database, sql: "SELECT count(*) FROM api_keys WHERE user_id = ?1 AND \(works)",
            arguments: [user, time.millisecondsSince1970]) ?? 0
    }

    /// ``APIKeyRecord/standing(at:)`` in SQL, with the time as `?2`.
    private static let works = """
        revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?2) AND (grace_until IS NULL OR grace_until > ?2)
        """
}

extension APIKeyRecord {
    /// What the audit log says of a key besides its id.
    var auditDetail: [String: String] {
        var detail = ["user": "user:\(userID)", "name": name, "last_four": lastFour]
        if let scopes { detail["scopes"] = scopes.joined(separator: " ") }
        if let expiresAt { detail["expires_at"] = expiresAt.description }
        if let perMinute = limits.perMinute { detail["rate_limit_per_minute"] = String(perMinute) }
        if let perDay = limits.perDay { detail["daily_quota"] = String(perDay) }
        return detail
    }
}
