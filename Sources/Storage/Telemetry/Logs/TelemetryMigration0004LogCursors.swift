/// How far each source of log lines has been read, written with the lines themselves.
///
/// What a position means is its reader's business.
enum TelemetryMigration0004LogCursors {
    static let sql = """
        CREATE TABLE log_cursors (
            name TEXT PRIMARY KEY CHECK (name <> ''),
            position BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;

        """
}
