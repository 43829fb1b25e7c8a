internal import Foundation
internal import GRDB

extension TokenStore {
    /// Ends the family that a refresh token belongs to, and answers the family's id; nil when there is no such token, or its
    /// family was ended before.
    public func revoke(digest: [UInt8], by origin: ChangeOrigin) async throws -> String? {
        let find = { @Sendable (database: Database) in try StoredRefreshToken.fetch(digest: digest, in: database) }
        guard try await database.read(find) != nil else { return nil }
        return try await database.write { database in
            guard let token = try find(database), !token.isRevoked else { return nil }
            try Self.end(token.familyID, of: token.userID, by: origin, in: database)
            return token.familyID
        }
    }

    /// Ends a session of an account, whether or not it has refresh tokens.
    ///
    /// A session without any, as an API key's, is noted as a family that is over, so that its access tokens are refused. It
    /// answers whether the session was not ended before. It throws ``TokenStoreError/tooManyEnded(limit:)`` where the account
    /// has ``Limits/endedSessionsPerUser`` such notes: whoever has a key can ask for any number of tokens and revoke them.
    public func end(session: String, of userID: Int64, until: Timestamp, by origin: ChangeOrigin) async throws -> Bool {
        let limit = database.limits.endedSessionsPerUser
        return try await database.write { database in
            let row = try Row.fetchOne(
                database, sql: "SELECT user_id, revoked_at FROM refresh_families WHERE id = ?", arguments: [session])
            if let row {
                let owner: Int64 = try row.decode(forColumn: "user_id")
                let revokedAt: Int64? = try row.decode(forColumn: "revoked_at")
                guard owner == userID, revokedAt == nil else { return false }
            } else {
                guard
                    try Bool.fetchOne(database, sql: "SELECT 1 FROM users WHERE id = ?", arguments: [userID]) != nil
                else { return false }
                let ended = try Int.fetchOne(
                    database,
                    sql: "SELECT count(*) FROM refresh_families WHERE user_id = ? AND revoked_at IS NOT NULL",
                    arguments: [userID])
                guard (ended ?? 0) < limit else { throw TokenStoreError.tooManyEnded(limit: limit) }
                let at = origin.at.millisecondsSince1970
                try database.execute(
                    sql: """
                        INSERT INTO refresh_families (id, user_id, session_epoch, scope, created_at, ends_at,
                            newest_generation, newest_issued_at) VALUES (?, ?, 0, NULL, ?, ?, 0, ?)
                        """, arguments: [session, userID, at, until.millisecondsSince1970, at])
            }
            try Self.end(session, of: userID, by: origin, in: database)
            return true
        }
    }

    /// The sessions that were ended since a moment, newest first, at most ``Limits/listedEndedSessions``.
    public func sessionsEnded(since moment: Timestamp) async throws -> [String] {
        let limit = database.limits.listedEndedSessions
        return try await database.read { database in
            try String.fetchAll(
                database,
                sql: "SELECT id FROM refresh_families WHERE revoked_at >= ? ORDER BY revoked_at DESC LIMIT ?",
                arguments: [moment.millisecondsSince1970, limit])
        }
    }

    /// Deletes families of which no token can be used any more, at most ``Limits/prunedFamilies``; answers how many.
    ///
    /// Those are: past their end, unused since `idleSince`, and revoked before `revokedBefore`, which is as long ago as their last
    /// access token has been over.
    public func prune(endedBefore now: Timestamp, idleSince: Timestamp, revokedBefore: Timestamp) async throws -> Int {
        let limit = database.limits.prunedFamilies
        let sql = """
            SELECT id FROM refresh_families
            WHERE (revoked_at IS NULL AND (ends_at <= ? OR newest_issued_at <= ?)) OR revoked_at < ? LIMIT ?
            """
        let arguments: StatementArguments = [
            now.millisecondsSince1970, idleSince.millisecondsSince1970, revokedBefore.millisecondsSince1970, limit,
        ]
        // Most looks find nothing and need no writer.
        guard try await database.read({ try String.fetchOne($0, sql: sql, arguments: arguments) }) != nil else {
            return 0
        }
        return try await database.write { database in
            try database.execute(
                sql: "DELETE FROM refresh_families WHERE id IN (\(sql))", arguments: arguments)
            return database.changesCount
        }
    }

    private static func end(_ session: String, of userID: Int64, by origin: ChangeOrigin, in database: Database) throws
    {
        try revoke(session, at: origin.at, in: database)
        try AuditLog.append(
            AuditEvent(.tokenRevoked, subject: "user:\(userID)", detail: ["session": session], origin: origin),
            in: database)
    }
}
