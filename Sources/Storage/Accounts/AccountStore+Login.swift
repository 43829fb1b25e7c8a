internal import GRDB

extension AccountStore {
    /// Notes that somebody logged in, with what the login used up, in one transaction.
    ///
    /// Nil is answered, and nothing noted, when the step was accepted before, the recovery code is used up, or the
    /// account was disabled or given another password meanwhile: then the login must fail.
    public func noteLogin(_ login: CompletedLogin, origin: ChangeOrigin) async throws -> Account? {
        try await database.write { database in
            let account = try Self.fetch(login.accountID, in: database)
            guard !account.isDisabled, account.sessionEpoch == login.sessionEpoch,
                try Self.use(login.factor, ofUser: account.id, origin: origin, in: database)
            else { return nil }
            let subject = "user:\(account.id)"
            let time = origin.at.millisecondsSince1970
            try database.execute(sql: "UPDATE users SET last_login_at = ? WHERE id = ?", arguments: [time, account.id])
            if let hash = login.newPasswordHash {
                try database.execute(
                    sql: "UPDATE users SET password_hash = ? WHERE id = ?", arguments: [hash, account.id])
                try AuditLog.append(AuditEvent(.passwordRehashed, subject: subject, origin: origin), in: database)
            }
            try LoginFailures.forget(account.username, in: database)
            try AuditLog.append(
                AuditEvent(.login, subject: subject, detail: ["factor": login.factor.name], origin: origin),
                in: database)
            return try Self.fetch(account.id, in: database)
        }
    }

    private static func use(
        _ factor: CompletedLogin.Factor, ofUser id: Int64, origin: ChangeOrigin, in database: Database
    ) throws -> Bool {
        switch factor {
        case .none:
            return true
        case .totp(let step):
            try database.execute(
                sql: "UPDATE users SET totp_last_step = ? WHERE id = ? AND totp_last_step < ?",
                arguments: [step, id, step])
        case .recoveryCode(let sha256):
            try database.execute(
                sql: "DELETE FROM recovery_codes WHERE user_id = ? AND code_sha256 = ?",
                arguments: [id, StoredBlob.value(sha256)])
        }
        guard database.changesCount == 1 else { return false }
        if case .recoveryCode = factor {
            let left =
                try Int.fetchOne(
                    database, sql: "SELECT count(*) FROM recovery_codes WHERE user_id = ?", arguments: [id])
                ?? 0
            try AuditLog.append(
                AuditEvent(.recoveryCodeUsed, subject: "user:\(id)", detail: ["left": "\(left)"], origin: origin),
                in: database)
        }
        return true
    }
}

/// A login whose password and second factor were right.
public struct CompletedLogin: Sendable, Hashable {
    /// What stood beside the password.
    public enum Factor: Sendable, Hashable {
        /// Nothing: the account has no second factor.
        case none

        /// The code of this time step.
        case totp(step: Int64)

        /// The recovery code of this SHA-256.
        case recoveryCode(sha256: [UInt8])

        var name: String {
            switch self {
            case .none: "password"
            case .totp: "password and code"
            case .recoveryCode: "password and recovery code"
            }
        }
    }

    /// Whose.
    public var accountID: Int64

    /// The account's when the password was checked.
    public var sessionEpoch: Int64

    /// What stood beside the password.
    public var factor: Factor

    /// A new hash of the same password, where the stored one is outdated.
    public var newPasswordHash: String?

    /// A login from its parts.
    public init(accountID: Int64, sessionEpoch: Int64, factor: Factor, newPasswordHash: String? = nil) {
        self.accountID = accountID
        self.sessionEpoch = sessionEpoch
        self.factor = factor
        self.newPasswordHash = newPasswordHash
    }
}
