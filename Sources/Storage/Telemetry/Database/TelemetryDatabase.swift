package import GRDB
internal import ObjectStore
internal import Synchronization

/// The database of what may be dropped, oldest first: `telemetry.db` in the data directory.
///
/// One process writes, and holds `telemetry.lock` as long as it does; commands read beside it. The file, its
/// write-ahead log and the log's index together never take more than ``maximumBytes``: what is oldest goes before
/// something is written, not after. Reading and writing block the calling thread, which must be one that may.
public final class TelemetryDatabase: Sendable {
    /// What a process opens the database for.
    public enum Role: Sendable, Hashable, CaseIterable {
        /// The one that writes; a second one is refused.
        case daemon
        /// A command that only looks.
        case reader
    }

    /// The path of the database file.
    public let path: String
    /// The cap: bytes of the database file, its log and the log's index together.
    public let maximumBytes: Int
    /// The bounds that this database keeps.
    public let limits: Limits
    /// What it was opened for.
    public let role: Role

    let files: TelemetryFiles
    package let pool: DatabasePool
    package let ledger = LogLedger()
    private let lock: Mutex<FileLock?>
    private let currentState = Mutex(TelemetryState.working)
    private let isShed = Mutex(false)
    private let tenants = Mutex<[any TelemetryTenant]>([])

    init(
        files: TelemetryFiles, role: Role, maximumBytes: Int, limits: Limits, pool: DatabasePool, lock: FileLock?
    ) {
        self.files = files
        self.role = role
        self.maximumBytes = maximumBytes
        self.limits = limits
        self.pool = pool
        self.lock = Mutex(lock)
        path = files.path
        if CaptureState.holdsLog(for: path) { ledger.hold() }
    }

    /// Opens the telemetry of a data directory; as the daemon, makes and migrates it when that is needed.
    ///
    /// It throws ``StorageError`` for a file that is damaged, another program's or newer, which the caller may answer with
    /// ``setAside(in:)`` and another try, and ``TelemetryError`` for a cap that is too small or a second writer. `slow` is told
    /// of statements that take long, but for those that store log lines.
    public static func open(
        in directory: String, as role: Role, maximumBytes: Int, limits: Limits = .standard,
        slow: SlowStatementWatch? = nil
    ) async throws -> TelemetryDatabase {
        try await BlockingQueue(label: "geoclimate.telemetry.open").run {
            try TelemetryOpening(
                files: TelemetryFiles(directory: DataDirectory(path: directory)), role: role,
                maximumBytes: maximumBytes, limits: limits, slow: slow
            ).open()
        }
    }

    /// Gives a `telemetry.db` that cannot be opened another name and answers it, so that a new one can be made.
    ///
    /// Only the last file that was set aside is kept. Must not be called while the database is open.
    public static func setAside(in directory: String) async throws -> String {
        try await BlockingQueue(label: "geoclimate.telemetry.open").run {
            try TelemetryFiles(directory: DataDirectory(path: directory)).setAside()
        }
    }

    /// Whether telemetry is being stored.
    public var state: TelemetryState {
        let state = currentState.withLock { $0 }
        return state != .closed && isShed.withLock { $0 } ? .shed : state
    }

    /// Stops storing, or goes on with it: what waits stays in memory, as far as there is room, and queries are answered.
    ///
    /// Nothing that makes the files larger is written meanwhile, and nothing is deleted either.
    public func shed(_ sheds: Bool) {
        let wasShed = isShed.withLock { isShed in
            defer { isShed = sheds }
            return isShed
        }
        // What went wrong before is no longer so, or the next write says it again.
        if wasShed, !sheds { note(.working) }
    }

    /// Bytes that the files take on the disk now.
    public var bytes: Int { files.totalBytes }

    /// Empties the write-ahead log and closes all connections; closing twice does nothing.
    public func close() async throws {
        try await BlockingQueue(label: "geoclimate.telemetry.close").run { [self] in
            // What cannot be returned now is taken first by whoever writes next.
            if role == .daemon, state == .working { try? returnFreePages() }
            let wasOpen = currentState.withLock { state in
                defer { state = .closed }
                return state != .closed
            }
            guard wasOpen else { return }
            try translatingErrors {
                if role == .daemon, ledger.isFree {
                    // A reader in the way leaves the rest to whoever opens the database next.
                    pool.writeWithoutTransaction { database in _ = try? database.checkpoint(.truncate) }
                }
                try pool.close()
            }
            lock.withLock { $0 = nil }
        }
    }

    // MARK: - For the rest of the target

    /// Lets a kind of telemetry take part in making room.
    func add(_ tenant: any TelemetryTenant) { tenants.withLock { $0.append(tenant) } }

    /// Runs `body` in a read transaction: it sees one state of the database throughout.
    ///
    /// It must be short: the log cannot be emptied while it lasts.
    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        guard state != .closed else { throw StorageError.closed(path: path) }
        return try translatingErrors { try pool.read(body) }
    }

    /// Runs `body` in a read transaction for whoever keeps the database in order.
    ///
    /// As the daemon, on the writer's connection: all others may be with long queries, and keeping must not wait for them.
    func readAsKeeper<Value>(_ body: (Database) throws -> Value) throws -> Value {
        guard role == .daemon else { return try read(body) }
        guard state != .closed else { throw StorageError.closed(path: path) }
        return try translatingErrors {
            try pool.writeWithoutTransaction { database in
                var result: Value?
                try database.inTransaction(.deferred) {
                    result = try body(database)
                    return .commit
                }
                guard let result else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
                return result
            }
        }
    }

    /// Makes room for a write of a known size, then runs `body` in a write transaction.
    ///
    /// The size must not be less than what `body` writes. Where there is no room below the cap, or none on the disk, or
    /// telemetry is shed, ``state`` says so, nothing is written, and the error says why.
    func write<Value>(_ write: TelemetryWrite, _ body: (Database) throws -> Value) throws -> Value {
        guard role != .daemon || state != .shed else { throw TelemetryError.shed(path: path) }
        return try onWriter { database in
            try makeRoom(for: write, database)
            var result: Value?
            try database.inTransaction(.immediate) {
                result = try body(database)
                return .commit
            }
            // The transaction is done, so a checkpoint that fails must not say otherwise: the next write meets it again.
            if files.logBytes > limits.telemetryLogBytes { try? emptyLog(database) }
            guard let result else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
            return result
        }
    }

    /// Gives free pages back to the file system, a few at a time and below the cap.
    func returnFreePages() throws {
        try onWriter { database in
            while try freePages(database) > 0 {
                let before = try freePages(database)
                try returnSomePages(database)
                try emptyLog(database)
                guard try freePages(database) < before else { return }
            }
        }
    }

    func onWriter<Value>(_ body: (Database) throws -> Value) throws -> Value {
        guard role == .daemon else { throw TelemetryError.readOnly(path: path) }
        guard state != .closed else { throw StorageError.closed(path: path) }
        do {
            let value = try translatingErrors { try pool.writeWithoutTransaction(body) }
            note(.working)
            return value
        } catch {
            switch error {
            case StorageError.diskFull: note(.diskFull)
            case TelemetryError.noRoom, TelemetryError.readerInTheWay: note(.noRoom)
            default: note(.failing(reason: "\(error)"))
            }
            throw error
        }
    }

    private func note(_ state: TelemetryState) {
        currentState.withLock { if $0 != .closed { $0 = state } }
    }

    func translatingErrors<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw StorageError(error, path: path, limits: limits)
        } catch let error as RowDecodingError {
            throw StorageError.damaged(path: path, reason: "\(error)")
        } catch let error as DamagedRow {
            throw StorageError.damaged(path: path, reason: error.reason)
        }
    }
}

// MARK: - The cap

extension TelemetryDatabase {
    /// How large the files are; the writer's connection knows what the next checkpoint makes of the main one.
    private func space(_ database: Database) throws -> TelemetrySpace {
        let logical = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
        let pageBytes = limits.telemetryPageBytes
        return TelemetrySpace(
            pageBytes: pageBytes, pages: max(logical, files.databaseBytes / pageBytes),
            freePages: try freePages(database), logBytes: files.logBytes)
    }

    private func freePages(_ database: Database) throws -> Int {
        try Int.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
    }

    private func makeRoom(for write: TelemetryWrite, _ database: Database) throws {
        while true {
            let space = try space(database)
            switch TelemetrySpaceStep.next(space, write, maximumBytes: maximumBytes) {
            case .write: return
            case .emptyLog:
                try emptyLog(database)
                guard files.logBytes < space.logBytes else {
                    throw TelemetryError.readerInTheWay(path: path, maximumBytes: maximumBytes)
                }
            case .returnFreePages: try returnSomePages(database)
            case .refuse: throw TelemetryError.noRoom(path: path, maximumBytes: maximumBytes)
            case .dropOldest:
                guard try dropOldest(database) else {
                    throw TelemetryError.noRoom(path: path, maximumBytes: maximumBytes)
                }
            }
        }
    }

    private func returnSomePages(_ database: Database) throws {
        // The statement gives one page back a step, so all its steps have to be taken.
        _ = try Row.fetchAll(database, sql: "PRAGMA incremental_vacuum(\(TelemetrySpaceStep.returnedPages))")
    }

    /// Moves the log into the file and cuts it to nothing, as far as readers allow.
    private func emptyLog(_ database: Database) throws {
        // What is not in the replica yet stays in the log, like what a reader still needs.
        guard ledger.permitsCheckpoint() else { return }
        do {
            let (frames, moved) = try database.checkpoint(.truncate)
            if frames == moved { ledger.noteEmptied() }
        } catch let error as DatabaseError where [.SQLITE_BUSY, .SQLITE_LOCKED].contains(error.resultCode) {
            // A reader still needs the log.
        }
    }

    /// Whoever is furthest beyond its allowance gives its oldest up.
    private func dropOldest(_ database: Database) throws -> Bool {
        let tenants = tenants.withLock { $0 }
        let ranked = try tenants.map { tenant in
            (tenant, Double(try tenant.usedBytes(database)) / Double(max(1, tenant.allowance)))
        }
        for (tenant, _) in ranked.sorted(by: { $0.1 > $1.1 }) where try tenant.dropOldest(database) { return true }
        return false
    }
}
