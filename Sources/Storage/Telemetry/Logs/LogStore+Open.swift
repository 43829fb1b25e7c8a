internal import GRDB

extension LogStore {
    /// Opens the logs in a database file, making it when it is missing.
    ///
    /// Works on the calling thread. It throws ``StorageError``.
    public convenience init(
        path: String, role: Role = .owner, limits: Limits = .standard, at now: Timestamp,
        wake: @escaping @Sendable () -> Void = {}
    ) throws {
        try self.init(
            database: LogDatabase(path: path, limits: limits), role: role, limits: limits, at: now, wake: wake)
    }
}

extension LogDatabase {
    /// Opens a database file with pages that fit large blobs and with the tables of the logs.
    init(path: String, limits: Limits) throws {
        var configuration = Configuration()
        configuration.maximumReaderCount = limits.readerConnections
        configuration.busyMode = .timeout(Double(limits.busyTimeoutMilliseconds) / 1_000)
        configuration.prepareDatabase { database in
            if !database.configuration.readonly,
                try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0
            {
                try database.execute(sql: "PRAGMA page_size = 16384")
                try database.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
            }
        }
        do {
            let pool = try DatabasePool(path: path, configuration: configuration)
            var migrator = DatabaseMigrator()
            migrator.registerMigration("0002 logs") { try $0.execute(sql: TelemetryMigration0002Logs.sql) }
            try migrator.migrate(pool)
            self.init(path: path, limits: limits, pool: pool)
        } catch let error as DatabaseError {
            throw StorageError(error, path: path, limits: limits)
        }
    }
}
