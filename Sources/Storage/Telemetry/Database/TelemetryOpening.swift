internal import GRDB

/// Everything that happens between a directory's name and a telemetry database that is safe to use.
struct TelemetryOpening: Sendable {
    let files: TelemetryFiles
    let role: TelemetryDatabase.Role
    let maximumBytes: Int
    let limits: Limits
    var slow: SlowStatementWatch?

    private var path: String { files.path }

    /// Works on the calling thread, which may block.
    func open() throws -> TelemetryDatabase {
        guard maximumBytes >= limits.smallestTelemetryBytes else {
            throw TelemetryError.capTooSmall(bytes: maximumBytes, least: limits.smallestTelemetryBytes)
        }
        try files.directory.prepare()
        let lock = try takeLock()
        if role == .daemon { try files.prepare() }
        do {
            let pool = try DatabasePool(path: path, configuration: configuration())
            if role == .daemon {
                try pool.writeWithoutTransaction { try settle($0) }
                try TelemetryMigrations.all.migrate(pool)
            } else {
                try pool.read { try Self.checkSchema($0, path: path) }
            }
            return TelemetryDatabase(
                files: files, role: role, maximumBytes: maximumBytes, limits: limits, pool: pool, lock: lock)
        } catch let error as DatabaseError {
            throw StorageError(error, path: path, limits: limits)
        }
    }

    private func takeLock() throws -> FileLock? {
        guard role == .daemon else { return nil }
        let lock = try FileLock(path: files.lockPath)
        guard try lock.tryLock() else {
            throw TelemetryError.alreadyWritten(path: path, processID: lock.notedHolder())
        }
        try lock.noteHolder()
        return lock
    }

    private func configuration() -> Configuration {
        var configuration = Configuration()
        configuration.label = "geoclimate.telemetry"
        configuration.readonly = role == .reader
        configuration.maximumReaderCount = limits.readerConnections
        configuration.busyMode = .timeout(Double(limits.telemetryBusyMilliseconds) / 1_000)
        configuration.prepareDatabase { [path, limits, slow] database in
            let code = SystemCalls.makeDefensive(database)
            guard code == 0 else {
                throw StorageError.settingRefused(
                    path: path, setting: "DEFENSIVE", expected: "1", found: "error \(code)")
            }
            try database.execute(sql: "PRAGMA trusted_schema = OFF")
            try database.execute(sql: "PRAGMA cell_size_check = ON")
            try database.execute(sql: "PRAGMA mmap_size = 0")
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
            try database.execute(sql: "PRAGMA cache_size = -\(limits.pageCacheKibibytes)")
            if !database.configuration.readonly { try claim(database) }
            slow?.watch(database, name: "telemetry.db", isTelemetry: true, limits: limits)
        }
        return configuration
    }

    /// Makes a new file ours, and refuses one that belongs to another program or a newer version of this one.
    ///
    /// This comes before the switch to the write-ahead log, so a file that is refused is not changed.
    private func claim(_ database: Database) throws {
        let isEmpty = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0
        let applicationID = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        if isEmpty, applicationID == 0 {
            // Only possible before the first table.
            try database.execute(sql: "PRAGMA page_size = \(limits.telemetryPageBytes)")
            try database.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
            try database.execute(sql: "PRAGMA application_id = \(TelemetryMigrations.applicationID)")
        } else {
            try Self.checkSchema(database, path: path)
        }
    }

    private static func checkSchema(_ database: Database, path: String) throws {
        let applicationID = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        guard applicationID == TelemetryMigrations.applicationID else {
            throw StorageError.foreignDatabase(path: path, applicationID: applicationID)
        }
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard version <= TelemetryMigrations.newestVersion else {
            throw StorageError.newerSchema(path: path, found: version, known: TelemetryMigrations.newestVersion)
        }
    }

    /// The writer's settings, which GRDB would overwrite before the switch to the write-ahead log.
    private func settle(_ database: Database) throws {
        // The loss of power may cost the last seconds; a kill costs nothing that was committed.
        try database.execute(sql: "PRAGMA synchronous = NORMAL")
        // Checkpoints come when the cap and the bound of the log say so, and empty the log's file.
        try database.execute(sql: "PRAGMA wal_autocheckpoint = 0")
        if CaptureState.holdsLog(for: path) { _ = SystemCalls.keepLog(of: database) }
        try database.execute(sql: "PRAGMA journal_size_limit = 0")
        // A page that leaves the cache early would be in the log twice, and nothing here is worth overwriting twice.
        try database.execute(sql: "PRAGMA cache_spill = OFF")
        _ = try Row.fetchAll(database, sql: "PRAGMA secure_delete = FAST")
        let expected = [("journal_mode", "wal"), ("auto_vacuum", "2"), ("page_size", "\(limits.telemetryPageBytes)")]
        for (setting, value) in expected {
            let found = try String.fetchOne(database, sql: "PRAGMA \(setting)") ?? "not known"
            guard found == value else {
                throw StorageError.settingRefused(path: path, setting: setting, expected: value, found: found)
            }
        }
    }
}
