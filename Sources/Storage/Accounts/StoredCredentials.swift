internal import GRDB

/// What a login is checked against; it never leaves the code that checks it.
///
/// It is read alone, without the rest of the account, so that looking up a name takes as long whether somebody has it or
/// not.
public struct StoredCredentials: Sendable {
    /// Whose.
    public let accountID: Int64

    /// As the account has it.
    public let username: String

    /// Whether the account is refused everything.
    public let isDisabled: Bool

    /// Changes with the password.
    public let sessionEpoch: Int64

    /// The text of the password's hash; nil for an account without a password.
    public let passwordHash: String?

    /// The secret of the second factor; nil where none was ever begun.
    public let totpSecret: [UInt8]?

    /// Whether the second factor is required.
    public let hasSecondFactor: Bool

    /// The newest time step whose code was accepted.
    public let totpLastStep: Int64

    static func fetch(
        _ database: Database, where condition: String, _ arguments: StatementArguments
    ) throws -> StoredCredentials? {
        try fetchRow(database, columns: "1", where: condition, arguments).map { try StoredCredentials($0) }
    }

    fileprivate static func fetchRow(
        _ database: Database, columns: String, where condition: String, _ arguments: StatementArguments
    ) throws -> Row? {
        let sql = """
            SELECT id, username, is_disabled, session_epoch, password_hash, totp_secret, totp_enabled_at, totp_last_step,
                \(columns)
            FROM users WHERE \(condition)
            """
        return try Row.fetchOne(database, sql: sql, arguments: arguments)
    }

    fileprivate init(_ row: Row) throws {
        accountID = try row.decode(forColumn: "id")
        username = try row.decode(forColumn: "username")
        isDisabled = try row.decode(forColumn: "is_disabled")
        sessionEpoch = try row.decode(forColumn: "session_epoch")
        passwordHash = try row.decode(forColumn: "password_hash")
        totpSecret = try StoredBlob.bytes(row, "totp_secret")
        hasSecondFactor = try row.decode(Int64?.self, forColumn: "totp_enabled_at") != nil
        totpLastStep = try row.decode(forColumn: "totp_last_step")
    }
}

extension AccountStore {
    /// What a login with this name is checked against; nil when nobody has the name.
    public func credentials(username: String) async throws -> StoredCredentials? {
        try await database.read { database in
            // Where nobody has the name, somebody else's row is read and passed over: the time that a row takes would tell
            // which names there are.
            let row = try StoredCredentials.fetchRow(
                database, columns: "username = ? AS is_asked",
                where: "id = coalesce((SELECT id FROM users WHERE username = ?), (SELECT min(id) FROM users))",
                [username, username])
            guard let row else { return nil }
            let credentials = try StoredCredentials(row)
            return try row.decode(Bool.self, forColumn: "is_asked") ? credentials : nil
        }
    }

    /// What a change by this account is checked against; nil when there is none.
    public func credentials(id: Int64) async throws -> StoredCredentials? {
        try await database.read { try StoredCredentials.fetch($0, where: "id = ?", [id]) }
    }
}
