internal import GRDB

extension APIKeyRecord {
    /// The keys that a condition on `api_keys` finds, oldest first.
    static func fetchAll(
        _ database: Database, where condition: String, _ arguments: StatementArguments, limit: Int
    ) throws -> [APIKeyRecord] {
        try Row.fetchAll(
            database, sql: "SELECT * FROM api_keys WHERE \(condition) ORDER BY id LIMIT \(limit)",
            arguments: arguments
        ).map(APIKeyRecord.init)
    }

    /// The one key that a condition on `api_keys` finds; nil when there is none.
    static func fetch(
        _ database: Database, where condition: String, _ arguments: StatementArguments
    ) throws -> APIKeyRecord? {
        try fetchAll(database, where: condition, arguments, limit: 1).first
    }

    init(_ row: Row) throws {
        id = try row.decode(forColumn: "id")
        userID = try row.decode(forColumn: "user_id")
        name = try row.decode(forColumn: "name")
        lastFour = try row.decode(forColumn: "last_four")
        scopes = try row.decode(String?.self, forColumn: "scopes").map { try StoredJSON.value($0) }
        expiresAt = try Self.time(row, "expires_at")
        limits = APIKeyLimits(
            perMinute: try row.decode(forColumn: "rate_limit_per_minute"), burst: try row.decode(forColumn: "burst"),
            perDay: try row.decode(forColumn: "daily_quota"))
        createdAt = Timestamp(millisecondsSince1970: try row.decode(forColumn: "created_at"))
        revokedAt = try Self.time(row, "revoked_at")
        replacedBy = try row.decode(forColumn: "replaced_by")
        graceUntil = try Self.time(row, "grace_until")
        lastUsedAt = try Self.time(row, "last_used_at")
    }

    private static func time(_ row: Row, _ column: String) throws -> Timestamp? {
        try row.decode(Int64?.self, forColumn: column).map(Timestamp.init(millisecondsSince1970:))
    }
}
