internal import GRDB

/// Everything that happens between a directory's name and a database that is safe to use.
struct Opening: Sendable {
    let directory: DataDirectory
    let role: ApplianceDatabase.Role
    let limits: Limits
    private let file: StandbyFile?
    private let slow: SlowStatementWatch?
    private let activity = DatabaseActivity()
    private let ledger = LogLedger()
    private let listeners = SecurityListeners()

    init(
        directory: DataDirectory, role: ApplianceDatabase.Role, limits: Limits, slow: SlowStatementWatch? = nil,
        file: StandbyFile? = nil
    ) {
        self.file = file
        self.slow = slow
        self.directory = directory
        self.role = role
        self.limits = limits
    }

    private var path: String { file.map { directory.path + "/" + $0.rawValue } ?? directory.databasePath }

    /// Works on the calling thread, which may block.
    func open() throws -> ApplianceDatabase {
        try directory.prepare()
        return try open(holding: try takeDaemonLock())
    }

    /// The same in a directory that is prepared, and taken where that is needed.
    func open(holding daemonLock: FileLock?) throws -> ApplianceDatabase {
        let writerLock = try FileLock(path: directory.writerLockPath)
        // What a standby writes is not to come into the file, which keeps the state of the replica.
        if role == .standby || CaptureState.holdsLog(for: path) { ledger.hold() }
        do {
            // SQLite's switch to its write-ahead log and the migrations write, so they wait their turn as well.
            let pool = try writerLock.withLock(waitingMilliseconds: limits.busyTimeoutMilliseconds) {
                if file == nil { try directory.prepareDatabaseFile() }
                return try connect(to: path)
            }
            return ApplianceDatabase(
                opening: self, limits: limits, pool: pool, writerLock: writerLock, daemonLock: daemonLock,
                securityListeners: listeners, activity: activity, ledger: ledger)
        } catch let error as DatabaseError {
            throw StorageError(error, path: path, limits: limits)
        }
    }

    /// The connections to a database file; they belong to the same database as those before.
    func connect(to path: String) throws -> DatabasePool {
        let pool = try DatabasePool(path: path, configuration: configuration(path))
        try pool.writeWithoutTransaction { try Self.makeDurable($0, path: path) }
        try Migrations.all.migrate(pool)
        pool.add(transactionObserver: SecurityChangeObserver(listeners: listeners), extent: .databaseLifetime)
        return pool
    }

    private func takeDaemonLock() throws -> FileLock? {
        guard role != .command else { return nil }
        return try Self.takeDaemonLock(of: directory)
    }

    /// Takes a directory for this process.
    static func takeDaemonLock(of directory: DataDirectory) throws -> FileLock {
        let lock = try FileLock(path: directory.daemonLockPath)
        guard try lock.tryLock() else {
            throw StorageError.alreadyServed(path: directory.path, processID: lock.notedHolder())
        }
        try lock.noteHolder()
        return lock
    }

    // MARK: - Connections

    private func configuration(_ path: String) -> Configuration {
        var configuration = Configuration()
        configuration.label = "geoclimate.appliance"
        configuration.maximumReaderCount = limits.readerConnections
        configuration.busyMode = .timeout(Double(limits.busyTimeoutMilliseconds) / 1_000)
        configuration.foreignKeysEnabled = true
        configuration.prepareDatabase { [limits, activity, ledger, slow] database in
            activity.connectionOpened(to: path)
            try Self.harden(database, path: path, limits: limits)
            if !database.configuration.readonly {
                try Self.claim(database, path: path)
                try Self.boundWriteAheadLog(database, limits: limits, isReplicated: !ledger.isFree)
            }
            slow?.watch(database, name: "appliance.db", isTelemetry: false, limits: limits)
        }
        return configuration
    }

    /// Settings of every connection that keep a damaged or hostile file from doing harm, and its memory bounded.
    private static func harden(_ database: Database, path: String, limits: Limits) throws {
        let code = SystemCalls.makeDefensive(database)
        guard code == 0 else {
            throw StorageError.settingRefused(path: path, setting: "DEFENSIVE", expected: "1", found: "error \(code)")
        }
        try database.execute(sql: "PRAGMA trusted_schema = OFF")
        try database.execute(sql: "PRAGMA cell_size_check = ON")
        try database.execute(sql: "PRAGMA mmap_size = 0")
        try database.execute(sql: "PRAGMA temp_store = MEMORY")
        try database.execute(sql: "PRAGMA cache_size = -\(limits.pageCacheKibibytes)")
    }

    /// Makes a new file ours, and refuses one that belongs to another program or a newer version of this one.
    ///
    /// This comes before the switch to the write-ahead log, so a file that is refused is not changed.
    private static func claim(_ database: Database, path: String) throws {
        let isEmpty = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0
        let applicationID = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        if isEmpty, applicationID == 0 {
            // Only possible before the first table.
            try database.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
            try database.execute(sql: "PRAGMA application_id = \(Migrations.applicationID)")
        } else if applicationID != Migrations.applicationID {
            throw StorageError.foreignDatabase(path: path, applicationID: applicationID)
        }
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard version <= Migrations.newestVersion else {
            throw StorageError.newerSchema(path: path, found: version, known: Migrations.newestVersion)
        }
    }

    /// The log of a database that has a replica is emptied by the capture alone, in the daemon.
    private static func boundWriteAheadLog(_ database: Database, limits: Limits, isReplicated: Bool) throws {
        if isReplicated { _ = SystemCalls.keepLog(of: database) }
        try database.execute(sql: "PRAGMA wal_autocheckpoint = \(isReplicated ? 0 : limits.checkpointPages)")
        try database.execute(sql: "PRAGMA journal_size_limit = \(limits.writeAheadLogBytes)")
    }

    /// Makes every commit wait until it is on the disk.
    ///
    /// GRDB chooses `NORMAL` when it switches to the write-ahead log, after it has prepared the connection, so this
    /// comes after opening; it and the other settings that matter most are read back.
    private static func makeDurable(_ database: Database, path: String) throws {
        try database.execute(sql: "PRAGMA synchronous = FULL")
        let expected = [
            ("synchronous", "2"), ("journal_mode", "wal"), ("foreign_keys", "1"), ("trusted_schema", "0"),
            ("cell_size_check", "1"), ("auto_vacuum", "2"),
        ]
        for (setting, value) in expected {
            let found = try String.fetchOne(database, sql: "PRAGMA \(setting)") ?? "not known"
            guard found == value else {
                throw StorageError.settingRefused(path: path, setting: setting, expected: value, found: found)
            }
        }
    }
}
