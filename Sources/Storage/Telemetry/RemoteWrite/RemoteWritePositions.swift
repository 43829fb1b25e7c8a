internal import GRDB

/// How far each receiver of remote write has been sent what metrics have, so that a restart goes on there.
///
/// Every method blocks the calling thread.
public struct RemoteWritePositions: Sendable {
    private let database: TelemetryDatabase

    /// The positions in a database.
    public init(database: TelemetryDatabase) {
        self.database = database
    }

    /// The time in milliseconds through which a receiver has everything; nil for one that is new.
    ///
    /// Throws ``StorageError`` where the database cannot be read.
    public func position(of target: String) throws -> Int64? {
        try database.read { database in
            try Int64.fetchOne(
                database, sql: "SELECT sent_through FROM remote_write_positions WHERE target = ?", arguments: [target])
        }
    }

    /// Notes how far a receiver has been sent.
    ///
    /// Throws ``StorageError`` and ``TelemetryError`` where the database cannot be written.
    public func note(_ position: Int64, of target: String) throws {
        let write = TelemetryWrite(
            addingBytes: target.utf8.count + 16, pageBytes: database.limits.telemetryPageBytes)
        try database.write(write) { database in
            try database.execute(
                sql: """
                    INSERT INTO remote_write_positions (target, sent_through) VALUES (?, ?)
                    ON CONFLICT (target) DO UPDATE SET sent_through = excluded.sent_through
                    """, arguments: [target, position])
        }
    }

    /// Forgets the receivers that are not among these.
    ///
    /// Throws ``StorageError`` and ``TelemetryError`` where the database cannot be written.
    public func keep(only targets: Set<String>) throws {
        let known = try database.read { try String.fetchAll($0, sql: "SELECT target FROM remote_write_positions") }
        let gone = known.filter { !targets.contains($0) }
        guard !gone.isEmpty else { return }
        let write = TelemetryWrite(
            addingBytes: 0, removingRows: gone.count, pageBytes: database.limits.telemetryPageBytes)
        try database.write(write) { database in
            for target in gone {
                try database.execute(
                    sql: "DELETE FROM remote_write_positions WHERE target = ?", arguments: [target])
            }
        }
    }
}
