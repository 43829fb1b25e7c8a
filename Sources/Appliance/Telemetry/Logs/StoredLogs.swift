import Dispatch
import LogQL
import Signals
import Storage

/// The stored logs of a data directory as commands read them, also while a daemon writes.
struct StoredLogs: Sendable {
    private let database: TelemetryDatabase
    private let store: LogStore
    private let executor: QueryExecutor

    /// Opens the logs for reading.
    ///
    /// - Throws: ``CheckFailure`` where there are none, ``StorageError`` where they cannot be read.
    static func open(in directory: String, clock: ApplianceClock = .system) async throws -> StoredLogs {
        try TelemetryFile.require(in: directory)
        let database = try await TelemetryDatabase.open(
            in: directory, as: .reader, maximumBytes: Storage.Limits.standard.smallestTelemetryBytes)
        let executor = QueryExecutor("geoclimate.logs", width: 1, clock: clock)
        let store = try await executor.run { _ in try LogStore(database: database, at: clock.now()) }
        return StoredLogs(database: database, store: store, executor: executor)
    }

    /// Runs a query; it may take as long as it takes, for whoever waits can interrupt it.
    func read<Value: Sendable>(
        _ work: @escaping @Sendable (LogQLEngine, QueryWatch) throws -> Value
    ) async throws -> Value {
        let store = store
        return try await executor.run(seconds: Limits.logCommandSeconds) { watch in
            try work(LogParts.engine(store, watch), watch)
        }
    }

    /// Lines with their labels, in no order.
    func lines(_ expression: LogExpression, _ options: LogOptions) async throws -> [FollowedLine] {
        guard options.limit > 0 else { return [] }
        return try await read { engine, watch in
            try engine.logs(expression, options) { watch.shouldStop }.streams.flatMap { stream in
                stream.entries.map {
                    FollowedLine(timestamp: $0.timestamp, line: $0.line, labels: stream.labels.labels)
                }
            }
        }
    }
}
