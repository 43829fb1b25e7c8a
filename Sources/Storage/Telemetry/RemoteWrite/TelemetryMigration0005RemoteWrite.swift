/// How far each receiver of remote write has been sent what metrics have, in milliseconds since 1970.
enum TelemetryMigration0005RemoteWrite {
    static let sql = """
        CREATE TABLE remote_write_positions (
            target TEXT PRIMARY KEY,
            sent_through INTEGER NOT NULL
        ) STRICT;

        """
}
