internal import GRDB

/// The only place that lists the migrations of `telemetry.db`.
///
/// To change its schema, add a file `TelemetryMigration<number>…` and a line here. A migration that has been released is
/// never edited. Each runs in one transaction, together with its note that it ran and the new `user_version`.
enum TelemetryMigrations {
    /// "GeoT" as a big-endian number; marks the file as telemetry of ours.
    static let applicationID = 0x4765_6F54

    /// The schema version that this build makes, SQLite's `user_version`.
    static var newestVersion: Int { steps.count }

    static var all: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        for (index, step) in steps.enumerated() {
            migrator.registerMigration(step.name) { database in
                try database.execute(sql: step.sql)
                try database.execute(sql: "PRAGMA user_version = \(index + 1)")
            }
        }
        return migrator
    }

    private static var steps: [(name: String, sql: String)] {
        [
            ("0001 series", TelemetryMigration0001Series.sql),
            ("0002 logs", TelemetryMigration0002Logs.sql),
            ("0003 traces", TelemetryMigration0003Traces.sql),
            ("0004 log cursors", TelemetryMigration0004LogCursors.sql),
            ("0005 remote write", TelemetryMigration0005RemoteWrite.sql),
        ]
    }
}
