internal import GRDB

/// Tokens that work once, for one purpose and for a few minutes.
///
/// The database knows the SHA-256 of each, never the secret. Issuing one ends the older of the same purpose and account
/// and clears away whatever has expired, so the table holds at most one token for each purpose and account.
public struct OneTimeTokenStore: Sendable {
    let database: ApplianceDatabase
    let random: @Sendable () -> UInt64

    /// The tokens inside an open database; `random` gives 64 bits that nobody can guess.
    public init(database: ApplianceDatabase, random: @escaping @Sendable () -> UInt64) {
        self.database = database
        self.random = random
    }

    /// Hands out a token, and says so in the audit log in the same transaction.
    ///
    /// `userID` is the account that it is for, nil exactly for ``OneTimeTokenPurpose/setup``. It lives for `seconds` from
    /// the time of `origin`. It throws ``OneTimeTokenError`` when the account does not exist or is disabled, or the
    /// lifetime is out of range; nothing is issued then.
    public func issue(
        _ purpose: OneTimeTokenPurpose, userID: Int64?, validFor seconds: Int, origin: ChangeOrigin
    ) async throws -> IssuedOneTimeToken {
        let issue = try self.issue(purpose, userID, seconds, origin)
        try await database.write { try issue.run($0) }
        return issue.token
    }

    /// Hands out a token to be mailed to an address, unless the account got one for the purpose within the last `pause`
    /// seconds, or has another address by now; nil then.
    ///
    /// This is for requests that anybody can send: it bounds the mail that an account gets, and keeps strangers from
    /// ending the token that somebody is about to use. The address is compared within the transaction, because what goes to
    /// one that the account has just given up would still open the account. Otherwise as
    /// ``issue(_:userID:validFor:origin:)``.
    public func issue(
        _ purpose: OneTimeTokenPurpose, userID: Int64, mailedTo email: String, validFor seconds: Int,
        unlessWithin pause: Int, origin: ChangeOrigin
    ) async throws -> IssuedOneTimeToken? {
        let issue = try self.issue(purpose, userID, seconds, origin)
        let wasIssued = try await database.write { database in
            let isRecent = try Bool.fetchOne(
                database,
                sql: "SELECT issued_at > ? FROM one_time_tokens WHERE purpose = ? AND user_id = ?",
                arguments: [
                    origin.at.advanced(seconds: -pause).millisecondsSince1970, purpose.rawValue, userID,
                ])
            guard isRecent != true else { return false }
            // Exactly: an address that differs in case alone may be another's mailbox.
            let isCurrent = try Bool.fetchOne(
                database, sql: "SELECT email = ? COLLATE BINARY FROM users WHERE id = ?", arguments: [email, userID])
            guard isCurrent != false else { return false }
            try issue.run(database)
            return true
        }
        return wasIssued ? issue.token : nil
    }

    /// The account that a token is for, while the token could be used; nil for ``OneTimeTokenPurpose/setup``.
    ///
    /// It is for checks before costly work, such as hashing a new password, and uses nothing up. It throws
    /// ``OneTimeTokenError/notRedeemable``.
    public func owner(of secret: String, for purpose: OneTimeTokenPurpose, at time: Timestamp) async throws -> Int64? {
        let hash = OneTimeSecret.hash(of: secret)
        return try await database.read { database in
            let row = try Row.fetchOne(
                database, sql: "SELECT user_id FROM one_time_tokens \(Self.usable)",
                arguments: [hash, purpose.rawValue, time.millisecondsSince1970])
            guard let row else { throw OneTimeTokenError.notRedeemable }
            return try row.decode(forColumn: "user_id")
        }
    }

    /// Uses a token up within the transaction of the change that it allows, and answers whom it is for.
    ///
    /// That change appends its own audit event. When it throws, the token is not used up. It throws
    /// ``OneTimeTokenError/notRedeemable``.
    static func redeem(
        _ secret: String, for purpose: OneTimeTokenPurpose, at time: Timestamp, in database: Database
    ) throws -> Int64? {
        let row = try Row.fetchOne(
            database, sql: "DELETE FROM one_time_tokens \(usable) RETURNING user_id",
            arguments: [OneTimeSecret.hash(of: secret), purpose.rawValue, time.millisecondsSince1970])
        guard let row else { throw OneTimeTokenError.notRedeemable }
        return try row.decode(forColumn: "user_id")
    }

    private static let usable = "WHERE token_hash = ? AND purpose = ? AND expires_at > ?"

    private func issue(
        _ purpose: OneTimeTokenPurpose, _ userID: Int64?, _ seconds: Int, _ origin: ChangeOrigin
    ) throws(OneTimeTokenError) -> OneTimeTokenIssue {
        let most = database.limits.oneTimeTokenSeconds
        guard (1...most).contains(seconds) else { throw .lifetimeOutOfRange(seconds: seconds, most: most) }
        guard (userID == nil) == (purpose == .setup) else { throw .wrongOwner(purpose) }
        let token = IssuedOneTimeToken(
            secret: OneTimeSecret.make(random: random), expiresAt: origin.at.advanced(seconds: seconds))
        return OneTimeTokenIssue(purpose: purpose, userID: userID, token: token, origin: origin)
    }
}

/// One token on its way into the database, to be run in a transaction of its own or in that of another change.
struct OneTimeTokenIssue: Sendable {
    let purpose: OneTimeTokenPurpose
    let userID: Int64?
    let token: IssuedOneTimeToken
    let origin: ChangeOrigin

    func run(_ database: Database) throws {
        if let userID {
            let isUsable = try Bool.fetchOne(
                database, sql: "SELECT is_disabled = 0 FROM users WHERE id = ?", arguments: [userID])
            guard isUsable == true else { throw OneTimeTokenError.noUsableAccount(id: userID) }
        }
        let now = origin.at.millisecondsSince1970
        try database.execute(
            sql: "DELETE FROM one_time_tokens WHERE expires_at <= ? OR (purpose = ? AND user_id IS ?)",
            arguments: [now, purpose.rawValue, userID])
        try database.execute(
            sql: """
                INSERT INTO one_time_tokens (token_hash, purpose, user_id, issued_at, expires_at) VALUES (?, ?, ?, ?, ?)
                """,
            arguments: [
                OneTimeSecret.hash(of: token.secret), purpose.rawValue, userID, now,
                token.expiresAt.millisecondsSince1970,
            ])
        try AuditLog.append(
            AuditEvent(purpose.issued, subject: userID.map { "user:\($0)" } ?? "", origin: origin), in: database)
    }
}
