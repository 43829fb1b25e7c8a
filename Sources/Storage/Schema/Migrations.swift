internal import GRDB

/// The only place that lists the migrations of `appliance.db`.
///
/// To change the schema, add a file `Migration<number>…` and a line here. A migration that has been released is never
/// edited. Each runs in one transaction, together with its note that it ran and the new `user_version`.
enum Migrations {
    /// "GeoC" as a big-endian number; marks the file as ours.
    static let applicationID = 0x4765_6F43

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
            ("0001 models", Migration0001Models.sql),
            ("0002 audit", Migration0002Audit.sql),
            ("0003 accounts", Migration0003Accounts.sql),
            ("0004 api keys", Migration0004APIKeys.sql),
            ("0005 tokens", Migration0005Tokens.sql),
            ("0006 leases", Migration0006Leases.sql),
            ("0007 usage", Migration0007Usage.sql),
            ("0008 one-time tokens", Migration0008OneTimeTokens.sql),
        ]
    }
}
