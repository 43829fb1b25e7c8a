/// Log lines: sealed segments, the journal of those not sealed yet, and what both refer to.
///
/// Times are nanoseconds since 1970. A segment's row is small but for its filter, so that a query reads many rows and few
/// bodies. What the blobs hold is described in `SegmentHeader`, `SegmentSummary` and `TokenFilter`.
enum TelemetryMigration0002Logs {
    static let sql = """
        CREATE TABLE log_stream_labels (
            stream_id INTEGER NOT NULL CHECK (stream_id > 0),
            name TEXT NOT NULL CHECK (name <> ''),
            value TEXT NOT NULL CHECK (value <> ''),
            PRIMARY KEY (stream_id, name)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE log_dictionaries (
            id INTEGER PRIMARY KEY CHECK (id > 0),
            level INTEGER NOT NULL,
            first_ratio REAL NOT NULL,
            content BLOB NOT NULL
        ) STRICT;

        CREATE TABLE log_segments (
            id INTEGER PRIMARY KEY,
            first_ns INTEGER NOT NULL,
            last_ns INTEGER NOT NULL CHECK (last_ns >= first_ns),
            entries INTEGER NOT NULL,
            text_bytes INTEGER NOT NULL,
            stored_bytes INTEGER NOT NULL,
            dictionary_id INTEGER NOT NULL,
            streams BLOB NOT NULL,
            filter BLOB NOT NULL
        ) STRICT;

        CREATE INDEX log_segments_by_time ON log_segments (last_ns, first_ns);

        CREATE TABLE log_segment_bodies (
            id INTEGER PRIMARY KEY REFERENCES log_segments (id) ON DELETE CASCADE,
            body BLOB NOT NULL
        ) STRICT;

        CREATE TABLE log_journal (
            id INTEGER PRIMARY KEY,
            body BLOB NOT NULL
        ) STRICT;

        """
}
