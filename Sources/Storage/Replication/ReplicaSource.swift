internal import GRDB
internal import ObjectStore
public import Replication

/// A database whose changes can be captured: all that a capture asks of it.
protocol ReplicaSource: AnyObject, Sendable {
    /// The path of the database file.
    var path: String { get }
    var limits: Limits { get }
    var pool: DatabasePool { get }
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
    func onReplicaWriter<Value: Sendable>(
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
    func onReplicaWriter<Value: Sendable>(
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
