internal import GRDB

extension Account {
    /// The account that a condition on `users` finds; nil when there is none.
    static func fetch(_ database: Database, where condition: String, _ arguments: StatementArguments) throws -> Account?
    {
        let sql = "SELECT users.* FROM users WHERE \(condition)"
        return try Row.fetchOne(database, sql: sql, arguments: arguments).map { try Account($0, in: database) }
    }

    init(_ row: Row, in database: Database) throws {
        let id: Int64 = try row.decode(forColumn: "id")
        let roles = try Row.fetchAll(
            database,
            sql: """
                SELECT roles.name, roles.permissions FROM user_roles JOIN roles ON roles.name = user_roles.role_name
                WHERE user_roles.user_id = ? ORDER BY roles.name
                """,
            arguments: [id])
        self.id = id
        username = try row.decode(forColumn: "username")
        email = try row.decode(forColumn: "email")
        fullName = try row.decode(forColumn: "full_name")
        tier = try row.decode(forColumn: "tier")
        self.roles = try roles.map { try $0.decode(forColumn: "name") }
        permissions = Set(
            try roles.flatMap { row -> [String] in
                try StoredJSON.value(try row.decode(String.self, forColumn: "permissions"))
            }
        ).sorted()
        isDisabled = try row.decode(forColumn: "is_disabled")
        emailVerifiedAt = try Self.time(row, "email_verified_at")
        sessionEpoch = try row.decode(forColumn: "session_epoch")
        hasSecondFactor = try row.decode(Int64?.self, forColumn: "totp_enabled_at") != nil
        createdAt = Timestamp(millisecondsSince1970: try row.decode(forColumn: "created_at"))
        lastLoginAt = try Self.time(row, "last_login_at")
    }

    private static func time(_ row: Row, _ column: String) throws -> Timestamp? {
        try row.decode(Int64?.self, forColumn: column).map(Timestamp.init(millisecondsSince1970:))
    }
}
