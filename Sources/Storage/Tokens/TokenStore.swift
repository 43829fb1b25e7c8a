internal import Foundation
internal import GRDB

/// Refresh tokens and what ends them, each change together with its line in the audit log.
public struct TokenStore: Sendable {
    let database: ApplianceDatabase

    /// The tokens inside an open database.
    public init(database: ApplianceDatabase) {
        self.database = database
    }

    /// Begins a family with its first token.
    ///
    /// Where the account has ``Limits/refreshFamiliesPerUser`` already, the one that was used longest ago makes room. It throws
    /// ``TokenStoreError/noAccount`` when the account is gone, disabled or of another session epoch by now.
    public func begin(_ family: NewRefreshFamily, by origin: ChangeOrigin) async throws {
        let limit = database.limits.refreshFamiliesPerUser
        try await database.write { database in
            let isCurrent = try Bool.fetchOne(
                database, sql: "SELECT 1 FROM users WHERE id = ? AND is_disabled = 0 AND session_epoch = ?",
                arguments: [family.userID, family.sessionEpoch])
            guard isCurrent != nil else { throw TokenStoreError.noAccount(id: family.userID) }
            try Self.makeRoom(for: family.userID, limit: limit, by: origin, in: database)
            try database.execute(
                sql: """
                    INSERT INTO refresh_families (id, user_id, session_epoch, scope, created_at, ends_at,
                        newest_generation, newest_issued_at) VALUES (?, ?, ?, ?, ?, ?, 0, ?)
                    """,
                arguments: [
                    family.id, family.userID, family.sessionEpoch, family.scope, origin.at.millisecondsSince1970,
                    family.endsAt.millisecondsSince1970, origin.at.millisecondsSince1970,
                ])
            try Self.insert(family.digest, family: family.id, generation: 0, in: database)
            try AuditLog.append(
                AuditEvent(
                    .sessionStarted, subject: "user:\(family.userID)", detail: ["session": family.id], origin: origin),
                in: database)
        }
    }

    /// Uses the token of a digest as `decide` says, in one transaction; nil when there is no such token.
    ///
    /// `decide` is called once, with what the database knows, and what it answers is done and noted before anybody else can use
    /// the family: of any number of concurrent uses of one token, one rotates it. What changes nothing is not noted here, since
    /// anybody may repeat it.
    public func use(
        digest: [UInt8], by origin: ChangeOrigin,
        decide: @escaping @Sendable (StoredRefreshToken) -> RefreshChange
    ) async throws -> (token: StoredRefreshToken, change: RefreshChange)? {
        let kept = Int64(database.limits.refreshTokensPerFamily)
        // Whoever tries tokens at random never gets as far as the writer.
        guard try await database.read({ try StoredRefreshToken.fetch(digest: digest, in: $0) }) != nil else {
            return nil
        }
        return try await database.write { database in
            guard let token = try StoredRefreshToken.fetch(digest: digest, in: database) else { return nil }
            let change = decide(token)
            let subject = "user:\(token.userID)"
            var detail = ["session": token.familyID]
            switch change {
            case .rotate(let salt, let successor):
                try Self.rotate(token, digest: digest, salt: salt, successor: successor, at: origin.at, in: database)
                try database.execute(
                    sql: "DELETE FROM refresh_tokens WHERE family_id = ? AND generation <= ?",
                    arguments: [token.familyID, token.generation - kept])
                try AuditLog.append(
                    AuditEvent(.tokenRefreshed, subject: subject, detail: detail, origin: origin), in: database)
            case .giveSuccessorAgain, .refuse: break
            case .revokeFamily:
                try Self.revoke(token.familyID, at: origin.at, in: database)
                detail["generations_behind"] = String(token.newestGeneration - token.generation)
                try AuditLog.append(
                    AuditEvent(.tokenReused, subject: subject, outcome: .refused, detail: detail, origin: origin),
                    in: database)
            }
            return (token, change)
        }
    }

    private static func rotate(
        _ token: StoredRefreshToken, digest: [UInt8], salt: [UInt8], successor: [UInt8], at: Timestamp,
        in database: Database
    ) throws {
        // The condition is what a transaction already guarantees; it stays true should the transaction ever be changed.
        try database.execute(
            sql: """
                UPDATE refresh_families SET newest_generation = newest_generation + 1, newest_issued_at = ?
                WHERE id = ? AND newest_generation = ? AND revoked_at IS NULL
                """,
            arguments: [at.millisecondsSince1970, token.familyID, token.generation])
        guard database.changesCount == 1 else { throw TokenStoreError.notTheNewest }
        try database.execute(
            sql: "UPDATE refresh_tokens SET successor_salt = ? WHERE digest = ?", arguments: [blob(salt), blob(digest)])
        // Nobody may ask for the grandparent's successor any more.
        try database.execute(
            sql: "UPDATE refresh_tokens SET successor_salt = NULL WHERE family_id = ? AND generation = ?",
            arguments: [token.familyID, token.generation - 1])
        try insert(successor, family: token.familyID, generation: token.generation + 1, in: database)
    }

    private static func insert(_ digest: [UInt8], family: String, generation: Int64, in database: Database) throws {
        try database.execute(
            sql: "INSERT INTO refresh_tokens (digest, family_id, generation) VALUES (?, ?, ?)",
            arguments: [blob(digest), family, generation])
    }

    /// Deletes the families of an account that were used longest ago, so that one more fits.
    private static func makeRoom(
        for userID: Int64, limit: Int, by origin: ChangeOrigin, in database: Database
    ) throws {
        let surplus = try String.fetchAll(
            database,
            sql: """
                SELECT id FROM refresh_families WHERE user_id = ? AND revoked_at IS NULL
                ORDER BY newest_issued_at DESC, id LIMIT -1 OFFSET ?
                """,
            arguments: [userID, limit - 1])
        for id in surplus {
            try revoke(id, at: origin.at, in: database)
            try AuditLog.append(
                AuditEvent(
                    .tokenRevoked, subject: "user:\(userID)", detail: ["session": id, "reason": "too many sessions"],
                    origin: origin), in: database)
        }
    }

    static func revoke(_ family: String, at: Timestamp, in database: Database) throws {
        try database.execute(
            sql: "UPDATE refresh_families SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL",
            arguments: [at.millisecondsSince1970, family])
    }

    static func blob(_ bytes: [UInt8]) -> DatabaseValue { Data(bytes).databaseValue }
}
