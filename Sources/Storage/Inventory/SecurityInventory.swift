internal import GRDB

/// What the database says that matters for security, as counts and never as secrets.
public struct SecurityInventory: Sendable, Hashable {
    /// SQLite's settings on the connection that writes, by name.
    public internal(set) var settings: [String: String]

    /// The number of the last migration that ran.
    public internal(set) var schemaVersion: Int

    /// The number of the last migration that this version knows.
    public internal(set) var knownSchemaVersion: Int

    /// Accounts.
    public internal(set) var accounts: Int

    /// Accounts that are not disabled.
    public internal(set) var enabledAccounts: Int

    /// How many passwords are hashed in which way, such as `$scrypt$ln=14,r=8,p=5` or `$2b$12`.
    public internal(set) var passwordHashes: [String: Int]

    /// Enabled accounts that may do everything.
    public internal(set) var administrators: Int

    /// Those of them without a second factor.
    public internal(set) var administratorsWithoutSecondFactor: Int

    /// API keys that work: not revoked, not replaced, not expired.
    public internal(set) var liveKeys: Int

    /// Live keys that never expire.
    public internal(set) var neverExpiringKeys: Int

    /// Live keys of disabled accounts.
    public internal(set) var liveKeysOfDisabledAccounts: Int

    /// When the oldest live key was made; nil without live keys.
    public internal(set) var oldestLiveKey: Timestamp?

    /// When a signing key was last changed; nil when the audit log does not say.
    public internal(set) var signingKeyChangedAt: Timestamp?

    /// When the newest checkpoint was made; nil when there is none.
    public internal(set) var checkpointAt: Timestamp?
}

extension ApplianceDatabase {
    /// Counts what matters for security; it throws ``StorageError``.
    public func securityInventory(at time: Timestamp) async throws -> SecurityInventory {
        let settings = try await writerSettings()
        return try await read { try SecurityInventory($0, settings: settings, at: time) }
    }

    private func writerSettings() async throws -> [String: String] {
        try await writeWithoutTransaction { database in
            let names = [
                "journal_mode", "synchronous", "foreign_keys", "trusted_schema", "cell_size_check", "mmap_size",
            ]
            return Dictionary(
                uniqueKeysWithValues: try names.map { ($0, try String.fetchOne(database, sql: "PRAGMA \($0)") ?? "") })
        }
    }
}

extension SecurityInventory {
    init(_ database: Database, settings: [String: String], at time: Timestamp) throws {
        func count(_ sql: String) throws -> Int { try Int.fetchOne(database, sql: sql) ?? 0 }
        func moment(_ sql: String) throws -> Timestamp? {
            try Int64.fetchOne(database, sql: sql).map(Timestamp.init(millisecondsSince1970:))
        }
        self.settings = settings
        schemaVersion = try count("PRAGMA user_version")
        knownSchemaVersion = Migrations.newestVersion
        accounts = try count("SELECT count(*) FROM users")
        enabledAccounts = try count("SELECT count(*) FROM users WHERE NOT is_disabled")
        passwordHashes = Dictionary(
            grouping: try String.fetchAll(database, sql: "SELECT coalesce(password_hash, '') FROM users"),
            by: Self.hashKind
        ).mapValues(\.count)
        let administrators = """
            SELECT count(DISTINCT users.id) FROM users JOIN user_roles ON user_roles.user_id = users.id
            JOIN roles ON roles.name = user_roles.role_name
            WHERE NOT is_disabled AND roles.permissions LIKE '%"*"%'
            """
        self.administrators = try count(administrators)
        administratorsWithoutSecondFactor = try count(administrators + " AND totp_enabled_at IS NULL")
        let now = time.millisecondsSince1970
        let live = """
            FROM api_keys JOIN users ON users.id = api_keys.user_id
            WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > \(now))
            AND (grace_until IS NULL OR grace_until > \(now))
            """
        // A database of before there were keys has none.
        let hasKeys = try database.tableExists("api_keys")
        liveKeys = hasKeys ? try count("SELECT count(*) \(live)") : 0
        neverExpiringKeys = hasKeys ? try count("SELECT count(*) \(live) AND expires_at IS NULL") : 0
        liveKeysOfDisabledAccounts = hasKeys ? try count("SELECT count(*) \(live) AND is_disabled") : 0
        oldestLiveKey = hasKeys ? try moment("SELECT min(api_keys.created_at) \(live)") : nil
        signingKeyChangedAt = try moment(
            "SELECT max(at) FROM audit_log WHERE action = '\(AuditAction.signingKeyRotated.rawValue)'")
        checkpointAt = try moment("SELECT at FROM audit_checkpoints ORDER BY size DESC LIMIT 1")
    }

    /// What a hash says of how it was made: everything before its salt.
    static func hashKind(_ hash: String) -> String {
        let parts = hash.split(separator: "$", omittingEmptySubsequences: false)
        return parts.prefix(3).joined(separator: "$")
    }
}
