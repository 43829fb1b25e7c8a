/// People and what they may do.
///
/// Names and addresses are compared without regard to the case of ASCII letters. Each change counts
/// `security_revision` up, which is how a daemon learns that what it remembers of somebody no longer holds.
enum Migration0003Accounts {
    static let sql = roles + users + userRoles + revisions

    private static let roles = """
        CREATE TABLE roles (
            name TEXT NOT NULL PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 64 AND name NOT GLOB '*[^a-z0-9_-]*'),
            permissions TEXT NOT NULL CHECK (permissions GLOB '[[]*]'),
            is_shipped INTEGER NOT NULL CHECK (is_shipped IN (0, 1))
        ) STRICT, WITHOUT ROWID;

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
            totp_enabled_at INTEGER,
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

    private static let revisions = ["roles", "users", "user_roles"].flatMap { table in
        ["INSERT", "UPDATE", "DELETE"].map { verb in
            """
            CREATE TRIGGER \(table)_revision_\(verb.lowercased()) AFTER \(verb) ON \(table)
            BEGIN UPDATE security_revision SET revision = revision + 1; END;

            """
        }
    }.joined()
}
