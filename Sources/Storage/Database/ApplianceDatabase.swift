internal import Dispatch
package import GRDB
internal import ObjectStore
internal import Synchronization

/// The database of everything that must never be lost: `appliance.db` in the data directory.
///
/// One connection writes, a pool of others reads. Every statement runs on a dispatch queue of its connection, never on
/// Swift's cooperative threads. Several processes may have the same directory open: their writers, and with them every
/// checkpoint, take turns through the lock file `writer.lock`.
public final class ApplianceDatabase: Sendable {
    /// What a process opens the database for.
    public enum Role: Sendable, Hashable, CaseIterable {
        /// The one daemon that serves this directory; a second one is refused.
        case daemon

        /// A daemon that serves disposable copies of a replica; it takes the directory like ``daemon``.
        case standby

        /// A command beside the daemon, or without one.
        case command
    }

    /// The path of the database file; a standby's changes with every ``serve(_:)``.
    public var path: String { pool.path }

    /// The bounds that this database keeps.
    public let limits: Limits

    /// The connections; a standby's are others after every ``serve(_:)``.
    package var pool: DatabasePool { current.withLock { $0 } }
    private let current: Mutex<DatabasePool>

    let opening: Opening
    let writerLock: FileLock
    let daemonLock: FileLock?
    let securityListeners: SecurityListeners
    let activity: DatabaseActivity
    package let ledger: LogLedger

    /// Takes what ``open(in:as:limits:slow:)`` has made ready.
    init(
        opening: Opening, limits: Limits, pool: DatabasePool, writerLock: FileLock, daemonLock: FileLock?,
        securityListeners: SecurityListeners,
        activity: DatabaseActivity, ledger: LogLedger
    ) {
        self.opening = opening
        self.limits = limits
        current = Mutex(pool)
        self.writerLock = writerLock
        self.daemonLock = daemonLock
        self.securityListeners = securityListeners
        self.activity = activity
        self.ledger = ledger
    }

    /// Opens the database of a data directory, making both when they are missing, and migrates it to this version.
    ///
    /// The directory is made with mode 0700, its parent must exist. The file has mode 0600. It throws ``StorageError``,
    /// which names the file and says what to do. `slow` is told of statements that take long.
    public static func open(
        in directory: String, as role: Role, limits: Limits = .standard, slow: SlowStatementWatch? = nil
    ) async throws -> ApplianceDatabase {
        try await BlockingQueue(label: "geoclimate.storage.open").run {
            try Opening(directory: DataDirectory(path: directory), role: role, limits: limits, slow: slow).open()
        }
    }

    /// Moves everything from the write-ahead log into the database file and closes all connections.
    ///
    /// The log of a database that has a replica stays as it is. Whatever is asked of the database afterwards throws
    /// ``StorageError``. Closing twice does nothing.
    public func close() async throws {
        try await BlockingQueue(label: "geoclimate.storage.close").run { [self] in
            let pool = pool
            try translatingErrors {
                // The kernel gives the lock to the open file, so to the whole process: only on the writer's queue can
                // no other write of this process let go of it halfway.
                let isOpen = try pool.writeWithoutTransaction { database in
                    guard SystemCalls.isOpen(database) else { return false }
                    guard ledger.isFree else { return true }
                    try writerLock.withLock(waitingMilliseconds: limits.busyTimeoutMilliseconds) {
                        // A reader in the way leaves the rest to whoever opens the database next.
                        _ = try? database.checkpoint(.truncate)
                    }
                    return true
                }
                // Without the lock: SQLite checkpoints here only when no other process has the database open.
                if isOpen { try pool.close() }
            }
        }
    }

    /// Moves what the write-ahead log holds into the database file and empties the log, as far as readers allow.
    ///
    /// It does nothing to a database that has a replica: ``DatabaseCapture/checkpoint()`` does.
    public func checkpoint() async throws {
        guard ledger.isFree else { return }
        try await writeWithoutTransaction { database in
            do {
                try database.checkpoint(.truncate)
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
                // A reader still needs the log; the next checkpoint gets it.
            }
        }
    }

    // MARK: - For the rest of the target

    /// Gives the pages that deleted rows left behind back to the file system.
    func returnFreePages() async throws {
        try await writeWithoutTransaction { database in
            // The statement gives one page back a step, so all its steps have to be taken.
            _ = try Row.fetchAll(database, sql: "PRAGMA incremental_vacuum")
        }
    }

    /// Runs `body` in a read transaction: it sees one state of the database throughout.
    func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await withPool { [activity] pool in
            try await pool.read { database in try activity.during(.read) { try body(database) } }
        }
    }

    /// Runs `body` in a write transaction, committed durably when it returns and undone when it throws.
    func write<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await writeWithoutTransaction { database in
            var result: Value?
            try database.inTransaction(.immediate) {
                result = try body(database)
                return .commit
            }
            guard let result else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
            return result
        }
    }

    /// Runs `body` on the writer while no other process writes or checkpoints.
    ///
    /// Once called it runs to its end, also in a cancelled task: an error then always means that nothing was written,
    /// and never that the answer to a finished write got lost.
    func writeWithoutTransaction<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        // GRDB interrupts the statements of a cancelled task; cancellation does not reach a task that is not structured.
        let write = Task { [self] in
            try await withPool { [writerLock, limits, activity] pool in
                try await pool.writeWithoutTransaction { [path = pool.path] database in
                    guard SystemCalls.isOpen(database) else { throw StorageError.closed(path: path) }
                    return try writerLock.withLock(waitingMilliseconds: limits.busyTimeoutMilliseconds) {
                        try activity.during(.write) { try body(database) }
                    }
                }
            }
        }
        return try await write.value
    }

    // MARK: - Connections

    /// Puts other connections in place, and answers those before them.
    func exchange(_ pool: DatabasePool) -> DatabasePool {
        current.withLock { current in
            defer { current = pool }
            return current
        }
    }

    /// Runs `work` on the connections of the moment, and once more where a standby closed them before it began.
    private func withPool<Value: Sendable>(
        _ work: @Sendable (DatabasePool) async throws -> Value
    ) async throws -> Value {
        while true {
            let used = pool
            do {
                return try await translatingErrors { try await work(used) }
            } catch let error as StorageError where error.isOfClosed && used !== pool {
                continue
            }
        }
    }
}
