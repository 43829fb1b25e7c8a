package import GRDB
internal import ObjectStore
public import Replication

/// A database whose changes can be captured: all that a capture asks of it.
package protocol ReplicaSource: AnyObject, Sendable {
    /// The path of the database file.
    var path: String { get }
    /// The bounds that the database keeps.
    var limits: Limits { get }
    /// Its connections.
    var pool: DatabasePool { get }
    /// What is known of its log.
    var ledger: LogLedger { get }

    /// Runs `body` on the writer's connection, outside of transactions, while no other process writes; it may block.
    func onReplicaWriter<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value
}

extension ReplicaSource {
    var log: LogReader { LogReader(path: path + "-wal") }
}

extension ApplianceDatabase: ReplicaSource {
    package func onReplicaWriter<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        try await writeWithoutTransaction(body)
    }

    /// Begins to capture every change of the database, for a replica.
    ///
    /// From now on, and for every later start until the replica is given up, only the capture empties the write-ahead log.
    /// `writer` is random and new. It throws ``CaptureError`` and ``StorageError``.
    public func capture(as database: DatabaseID, writer: Word128) async throws -> DatabaseCapture {
        try await DatabaseCapture.start(on: self, as: database, writer: writer)
    }
}

extension TelemetryDatabase: ReplicaSource {
    package func onReplicaWriter<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        try await BlockingQueue(label: "geoclimate.telemetry.capture").run { [self] in
            try onWriter(body)
        }
    }

    /// Begins to capture every change of the database, for a replica.
    ///
    /// From now on, and for every later start until the replica is given up, only the capture empties the write-ahead log.
    /// `writer` is random and new. It throws ``CaptureError``, ``StorageError`` and ``TelemetryError``.
    public func capture(as database: DatabaseID, writer: Word128) async throws -> DatabaseCapture {
        try await DatabaseCapture.start(on: self, as: database, writer: writer)
    }
}

/// How connections of a database that is captured are set up.
package enum ReplicaConnection {
    /// Leaves the log alone when the connection closes, and keeps SQLite from emptying it by itself.
    package static func prepare(_ database: Database) throws {
        _ = SystemCalls.keepLog(of: database)
        try database.execute(sql: "PRAGMA wal_autocheckpoint = 0")
    }

    /// Whether a database has a replica, so that nobody but its capture empties the log.
    package static func isReplicated(_ databasePath: String) -> Bool { CaptureState.holdsLog(for: databasePath) }
}
