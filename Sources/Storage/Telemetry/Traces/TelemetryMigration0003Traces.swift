/// Spans, packed many to a row, beside what a search needs to know of a row to leave it alone.
///
/// `operations` and `trace_keys` are small and uncompressed; `data` is zstd around a block of spans. Times are nanoseconds
/// since 1970 at which spans begin.
enum TelemetryMigration0003Traces {
    static let sql = """
        CREATE TABLE trace_blocks (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            first INTEGER NOT NULL,
            last INTEGER NOT NULL,
            spans INTEGER NOT NULL CHECK (spans > 0),
            bytes INTEGER NOT NULL,
            operations BLOB NOT NULL,
            trace_keys BLOB NOT NULL,
            data BLOB NOT NULL
        ) STRICT;

        CREATE INDEX trace_blocks_by_time ON trace_blocks (last, first, bytes, spans);

        """
}
