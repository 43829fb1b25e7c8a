/// What was asked and answered, by minute and by day.
///
/// No row refers to another table: usage outlives the users, keys and models that it tells of. Their ids are never given
/// out twice, 0 and the empty text stand for nobody and nothing, and the names of deleted users and keys are kept in
/// `usage_names`.
enum Migration0007Usage {
    static let sql =
        table("usage_minutes", by: "minute", milliseconds: 60_000)
        + table("usage_days", by: "day", milliseconds: 86_400_000)
        + "CREATE INDEX usage_days_by_user ON usage_days (user_id, day);\n\n" + names

    private static func table(_ name: String, by period: String, milliseconds: Int) -> String {
        """
        CREATE TABLE \(name) (
            \(period) INTEGER NOT NULL CHECK (\(period) % \(milliseconds) = 0),
            user_id INTEGER NOT NULL,
            key_id INTEGER NOT NULL,
            method TEXT NOT NULL,
            endpoint TEXT NOT NULL,
            status INTEGER NOT NULL,
            model_id TEXT NOT NULL,
            requests INTEGER NOT NULL,
            predicted_rows INTEGER NOT NULL,
            bytes_in INTEGER NOT NULL,
            bytes_out INTEGER NOT NULL,
            microseconds INTEGER NOT NULL,
            PRIMARY KEY (\(period), user_id, key_id, endpoint, method, status, model_id)
        ) STRICT, WITHOUT ROWID;


        """
    }

    private static let names = """
        CREATE TABLE usage_names (
            kind TEXT NOT NULL CHECK (kind IN ('user', 'key')),
            id INTEGER NOT NULL,
            name TEXT NOT NULL,
            PRIMARY KEY (kind, id)
        ) STRICT, WITHOUT ROWID;

        CREATE TRIGGER users_name_for_usage AFTER DELETE ON users
        BEGIN INSERT OR REPLACE INTO usage_names VALUES ('user', OLD.id, OLD.username); END;

        CREATE TRIGGER api_keys_name_for_usage AFTER DELETE ON api_keys
        BEGIN INSERT OR REPLACE INTO usage_names VALUES ('key', OLD.id, OLD.name); END;

        """
}
