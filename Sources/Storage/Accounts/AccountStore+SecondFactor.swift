internal import GRDB

extension AccountStore {
    /// Keeps the secret of a second factor that its owner has still to prove with a code; nothing is required yet.
    ///
    /// It throws ``AccountError`` when a second factor is active already.
    public func beginSecondFactor(id: Int64, secret: [UInt8]) async throws {
        try await database.write { database in
            guard try !Self.fetch(id, in: database).hasSecondFactor else { throw Self.alreadyActive }
            try database.execute(
                sql: "UPDATE users SET totp_secret = ?, totp_last_step = 0 WHERE id = ?",
                arguments: [StoredBlob.value(secret), id])
        }
    }

    /// Requires a second factor from now on, and ends every session: the code of the time step `step` of `secret` was right.
    ///
    /// Sessions that were begun with the password alone, perhaps by somebody who should not have it, would go on for
    /// as long as they are refreshed.
    /// `recoveryHashes` are the SHA-256 of the codes that stand in for a lost authenticator. It throws
    /// ``AccountError`` when one is active already or another secret was begun meanwhile.
    public func enableSecondFactor(
        id: Int64, secret: [UInt8], step: Int64, recoveryHashes: [[UInt8]], origin: ChangeOrigin
    ) async throws {
        try await database.write { [limits] database in
            guard try !Self.fetch(id, in: database).hasSecondFactor else { throw Self.alreadyActive }
            try database.execute(
                sql: """
                    UPDATE users SET totp_enabled_at = ?, totp_last_step = ?, session_epoch = session_epoch + 1
                    WHERE id = ? AND totp_secret = ?
                    """,
                arguments: [origin.at.millisecondsSince1970, step, id, StoredBlob.value(secret)])
            guard database.changesCount == 1 else {
                throw AccountError.secondFactor(reason: "Another secret was made meanwhile. Begin again.")
            }
            try Self.setRecoveryCodes(Array(recoveryHashes.prefix(limits.recoveryCodes)), ofUser: id, in: database)
            try AuditLog.append(AuditEvent(.totpEnabled, subject: "user:\(id)", origin: origin), in: database)
        }
    }

    /// Takes the second factor of an account away, or the one that it had begun; false when there was none.
    public func disableSecondFactor(id: Int64, origin: ChangeOrigin) async throws -> Bool {
        try await database.write { database in
            let account = try Self.fetch(id, in: database)
            try database.execute(
                sql: "UPDATE users SET totp_enabled_at = NULL, totp_secret = NULL, totp_last_step = 0 WHERE id = ?",
                arguments: [id])
            try Self.setRecoveryCodes([], ofUser: id, in: database)
            guard account.hasSecondFactor else { return false }
            try AuditLog.append(AuditEvent(.totpDisabled, subject: "user:\(id)", origin: origin), in: database)
            return true
        }
    }

    /// How many recovery codes an account has left.
    public func recoveryCodesLeft(id: Int64) async throws -> Int {
        try await database.read { database in
            try Int.fetchOne(database, sql: "SELECT count(*) FROM recovery_codes WHERE user_id = ?", arguments: [id])
                ?? 0
        }
    }

    private static var alreadyActive: AccountError {
        .secondFactor(reason: "A second factor is active already. Take it away first.")
    }

    private static func setRecoveryCodes(_ hashes: [[UInt8]], ofUser id: Int64, in database: Database) throws {
        try database.execute(sql: "DELETE FROM recovery_codes WHERE user_id = ?", arguments: [id])
        for hash in hashes {
            try database.execute(
                sql: "INSERT INTO recovery_codes (user_id, code_sha256) VALUES (?, ?)",
                arguments: [id, StoredBlob.value(hash)])
        }
    }
}
