/// Series, their blocks and roll-ups, the journal of what is in no block yet, and what metrics mean.
///
/// Blocks are large rows on purpose: a row costs some twenty bytes, so samples are packed by the ten thousand. No row
/// refers to another table: whatever is damaged or dropped takes nothing else along.
enum TelemetryMigration0001Series {
    static let sql = """
        CREATE TABLE metric_series (
            id INTEGER PRIMARY KEY CHECK (id >= 0),
            labels BLOB NOT NULL,
            first INTEGER NOT NULL,
            last INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE metric_blocks (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            resolution INTEGER NOT NULL,
            window_start INTEGER NOT NULL,
            stripe INTEGER NOT NULL,
            is_final INTEGER NOT NULL CHECK (is_final IN (0, 1)),
            last INTEGER NOT NULL,
            samples INTEGER NOT NULL,
            bytes INTEGER NOT NULL,
            data BLOB NOT NULL
        ) STRICT;

        CREATE INDEX metric_blocks_by_window
            ON metric_blocks (resolution, window_start, stripe, is_final, bytes, samples, last);

        CREATE TABLE metric_journal (
            id INTEGER PRIMARY KEY,
            data BLOB NOT NULL
        ) STRICT;

        CREATE TABLE metric_metadata (
            name TEXT PRIMARY KEY,
            type TEXT NOT NULL,
            help TEXT NOT NULL,
            unit TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        """
}
