/// People and what they may do.
///
/// Names and addresses are compared without regard to the case of ASCII letters. Each change of what somebody is or may
/// do counts `security_revision` up, which is how a daemon learns that what it remembers of them no longer holds; what a
/// login leaves behind does not.
enum Migration0003Accounts {
    static let sql = roles + users + userRoles + secondFactors + failures + revisions

    private static let roles = """
        CREATE TABLE roles (
            name TEXT NOT NULL PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 64 AND name NOT GLOB '*[^a-z0-9_-]*'),
            permissions TEXT NOT NULL CHECK (permissions GLOB '[[]*]'),
            is_shipped INTEGER NOT NULL CHECK (is_shipped IN (0, 1))
        ) STRICT, WITHOUT ROWID;

        INSERT INTO roles (name, permissions, is_shipped) VALUES
            ('admin', '["*"]', 1),
            ('user', '["measurement:read","measurement:write","metrics:read","model:promote","model:read","model:write",'
                || '"prediction:read","prediction:write","traces:read"]', 1),
            ('api_user', '["model:read","prediction:read","prediction:write"]', 1),
            ('viewer', '["metrics:read","model:read","prediction:read"]', 1);

        CREATE TRIGGER roles_shipped_fixed BEFORE UPDATE ON roles WHEN OLD.is_shipped OR NEW.is_shipped
        BEGIN SELECT RAISE(ABORT, 'a shipped role cannot be changed'); END;

        CREATE TRIGGER roles_shipped_stay BEFORE DELETE ON roles WHEN OLD.is_shipped
        BEGIN SELECT RAISE(ABORT, 'a shipped role cannot be deleted'); END;

        """

    private static let users = """
        CREATE TABLE users (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            username TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (length(username) BETWEEN 1 AND 64),
            email TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (length(email) BETWEEN 3 AND 254),
            full_name TEXT NOT NULL DEFAULT '',
            password_hash TEXT,
            tier TEXT NOT NULL CHECK (length(tier) >= 1),
            is_disabled INTEGER NOT NULL DEFAULT 0 CHECK (is_disabled IN (0, 1)),
            email_verified_at INTEGER,
            session_epoch INTEGER NOT NULL DEFAULT 0 CHECK (session_epoch >= 0),
            totp_secret BLOB,
            totp_enabled_at INTEGER CHECK (totp_enabled_at IS NULL OR totp_secret IS NOT NULL),
            totp_last_step INTEGER NOT NULL DEFAULT 0,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            last_login_at INTEGER
        ) STRICT;

        """

    private static let userRoles = """
        CREATE TABLE user_roles (
            user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            role_name TEXT NOT NULL REFERENCES roles (name),
            PRIMARY KEY (user_id, role_name)
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX user_roles_by_role ON user_roles (role_name);

        """

    private static let secondFactors = """
        CREATE TABLE recovery_codes (
            user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            code_sha256 BLOB NOT NULL CHECK (length(code_sha256) = 32),
            PRIMARY KEY (user_id, code_sha256)
        ) STRICT, WITHOUT ROWID;

        """

    /// Failed logins in a row, by the hash of the name that was given: a name that nobody has counts like any other.
    private static let failures = """
        CREATE TABLE login_failures (
            name_sha256 BLOB NOT NULL PRIMARY KEY CHECK (length(name_sha256) = 32),
            failures INTEGER NOT NULL CHECK (failures >= 1),
            last_failed_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX login_failures_by_time ON login_failures (last_failed_at);

        """

    private static let watchedColumns =
        "username, email, tier, is_disabled, email_verified_at, session_epoch, totp_enabled_at"

    private static let revisions = [
        ("roles", "UPDATE"), ("users", "UPDATE OF \(watchedColumns)"), ("user_roles", "UPDATE"),
    ].flatMap { table, update in
        ["INSERT", update, "DELETE"].map { event in
            """
            CREATE TRIGGER \(table)_revision_\(event.prefix(6).lowercased()) AFTER \(event) ON \(table)
            BEGIN UPDATE security_revision SET revision = revision + 1; END;

            """
        }
    }.joined()
}
