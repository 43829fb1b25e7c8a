/// API keys, what each may do at most and until when.
///
/// Of the key itself only its SHA-256 and last four characters are kept.
///
/// A change that bears on what a key may do counts `security_revision` up; noting its last use does not.
enum Migration0004APIKeys {
    static let sql = table + guards + revisions

    private static let table = """
        CREATE TABLE api_keys (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            name TEXT NOT NULL CHECK (length(name) >= 1),
            digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
            last_four TEXT NOT NULL CHECK (length(last_four) = 4),
            scopes TEXT CHECK (scopes GLOB '[[]*]'),
            expires_at INTEGER CHECK (expires_at > created_at),
            rate_limit_per_minute INTEGER CHECK (rate_limit_per_minute >= 1),
            burst INTEGER CHECK (burst >= 1),
            daily_quota INTEGER CHECK (daily_quota >= 1),
            created_at INTEGER NOT NULL,
            revoked_at INTEGER,
            replaced_by INTEGER REFERENCES api_keys (id) ON DELETE SET NULL,
            grace_until INTEGER,
            last_used_at INTEGER,
            CHECK (burst IS NULL OR rate_limit_per_minute IS NOT NULL),
            CHECK (replaced_by IS NULL OR grace_until IS NOT NULL)
        ) STRICT;

        CREATE INDEX api_keys_by_user ON api_keys (user_id, id);

        CREATE INDEX api_keys_by_replacement ON api_keys (replaced_by) WHERE replaced_by IS NOT NULL;

        """

    private static let guards = """
        CREATE TRIGGER api_keys_fixed BEFORE UPDATE OF id, user_id, digest, last_four, scopes, created_at ON api_keys
        BEGIN SELECT RAISE(ABORT, 'what a key is and may do is fixed when it is made'); END;

        CREATE TRIGGER api_keys_stay_revoked BEFORE UPDATE OF revoked_at ON api_keys
        WHEN OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS NOT OLD.revoked_at
        BEGIN SELECT RAISE(ABORT, 'a revoked key does not come back'); END;

        """

    private static let revisions = [
        "INSERT", "DELETE",
        "UPDATE OF expires_at, rate_limit_per_minute, burst, daily_quota, revoked_at, replaced_by, grace_until",
    ].map { change in
        """
        CREATE TRIGGER api_keys_revision_\(change.prefix(6).lowercased()) AFTER \(change) ON api_keys
        BEGIN UPDATE security_revision SET revision = revision + 1; END;

        """
    }.joined()
}
