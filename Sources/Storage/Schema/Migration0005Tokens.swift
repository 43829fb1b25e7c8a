/// Refresh tokens, by digest, in families: a family is one login and every token that follows from it.
///
/// A token has no column for being used: it is, when the family has a newer one. Its salt, from which its successor follows
/// for whoever has the token itself, is there from its use on.
enum Migration0005Tokens {
    static let sql = """
        CREATE TABLE refresh_families (
            id TEXT NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64 AND id NOT GLOB '*[^A-Za-z0-9_-]*'),
            user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            session_epoch INTEGER NOT NULL CHECK (session_epoch >= 0),
            scope TEXT,
            created_at INTEGER NOT NULL,
            ends_at INTEGER NOT NULL,
            newest_generation INTEGER NOT NULL CHECK (newest_generation >= 0),
            newest_issued_at INTEGER NOT NULL,
            revoked_at INTEGER
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX refresh_families_by_user ON refresh_families (user_id, newest_issued_at);
        CREATE INDEX refresh_families_by_end ON refresh_families (ends_at);
        CREATE INDEX refresh_families_by_issue ON refresh_families (newest_issued_at);
        CREATE INDEX refresh_families_by_revocation ON refresh_families (revoked_at) WHERE revoked_at IS NOT NULL;

        CREATE TRIGGER refresh_families_fixed BEFORE UPDATE OF id, user_id, session_epoch, scope, created_at, ends_at
            ON refresh_families
        BEGIN SELECT RAISE(ABORT, 'only the newest token and the end of a family change'); END;

        CREATE TRIGGER refresh_families_grow BEFORE UPDATE OF newest_generation ON refresh_families
        WHEN NEW.newest_generation <> OLD.newest_generation + 1 OR OLD.revoked_at IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'a family grows by one token at a time, until it is revoked'); END;

        CREATE TRIGGER refresh_families_stay_revoked BEFORE UPDATE OF revoked_at ON refresh_families
        WHEN OLD.revoked_at IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'a revoked family stays revoked'); END;

        CREATE TABLE refresh_tokens (
            digest BLOB NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
            family_id TEXT NOT NULL REFERENCES refresh_families (id) ON DELETE CASCADE,
            generation INTEGER NOT NULL CHECK (generation >= 0),
            successor_salt BLOB CHECK (length(successor_salt) = 32),
            UNIQUE (family_id, generation)
        ) STRICT, WITHOUT ROWID;

        CREATE TRIGGER refresh_tokens_fixed BEFORE UPDATE OF digest, family_id, generation ON refresh_tokens
        BEGIN SELECT RAISE(ABORT, 'a refresh token never changes'); END;

        """
}
