internal import GRDB

extension OneTimeTokenStore {
    /// Uses an e-mail token up: the account's address is verified from now on.
    ///
    /// Answers the account's id. It throws ``OneTimeTokenError/notRedeemable``, and nothing has changed then.
    public func verifyEmail(_ secret: String, origin: ChangeOrigin) async throws -> Int64 {
        try await redeem(secret, for: .emailVerification, as: .emailVerified, origin: origin) { database, userID in
            try database.execute(
                sql: "UPDATE users SET email_verified_at = ?, updated_at = ? WHERE id = ?",
                arguments: [origin.at.millisecondsSince1970, origin.at.millisecondsSince1970, userID])
        }
    }

    /// Uses a reset token up: the account has a new password, and whatever was issued to it before is refused.
    ///
    /// `passwordHash` is the new password's hash as accounts keep it. Answers the account's id. It throws
    /// ``OneTimeTokenError/notRedeemable``, and nothing has changed then.
    public func resetPassword(_ secret: String, passwordHash: String, origin: ChangeOrigin) async throws -> Int64 {
        try await redeem(secret, for: .passwordReset, as: .passwordResetDone, origin: origin) { database, userID in
            try database.execute(
                sql: """
                    UPDATE users SET password_hash = ?, session_epoch = session_epoch + 1, updated_at = ? WHERE id = ?
                    """,
                arguments: [passwordHash, origin.at.millisecondsSince1970, userID])
            // Whoever proved the address is not kept out by those who guessed at the password before.
            if let name = try String.fetchOne(
                database, sql: "SELECT username FROM users WHERE id = ?", arguments: [userID])
            {
                try LoginFailures.forget(name, in: database)
            }
        }
    }

    /// Redeems a token of an account and makes the change that it allows, with its line in the audit log.
    private func redeem(
        _ secret: String, for purpose: OneTimeTokenPurpose, as action: AuditAction, origin: ChangeOrigin,
        change: @escaping @Sendable (Database, Int64) throws -> Void
    ) async throws -> Int64 {
        try await database.write { database in
            guard let userID = try Self.redeem(secret, for: purpose, at: origin.at, in: database) else {
                throw OneTimeTokenError.notRedeemable
            }
            try change(database, userID)
            try AuditLog.append(AuditEvent(action, subject: "user:\(userID)", origin: origin), in: database)
            return userID
        }
    }
}
