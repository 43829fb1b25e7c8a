import Dispatch
import HTTPTypes
import LogQL
import Logging
import Storage
import Telemetry

/// How logs are kept.
struct LogStorageSettings: Sendable, Equatable {
    /// Days that lines are kept.
    var retentionDays = ConfigurationKeys.logRetention.defaultValue
    /// Bytes of `telemetry.db` that logs may have.
    var maximumBytes = ConfigurationKeys.logMaximumBytes.defaultValue
    /// What is followed beside the daemon's own lines.
    var follow: [FollowedSource] = []
    /// Milliseconds from which on a query is logged as slow.
    var slowQueryMilliseconds = ConfigurationKeys.slowQuery.defaultValue
    /// The name of the daemon's own telemetry.
    var job = "geoclimate-api"
}

/// The parts of a daemon that keep log lines and answer questions about them.
struct LogParts: Sendable {
    private let storage: TelemetryStorage
    let relay: LogRelay
    /// What is followed beside the daemon's own lines.
    let followed: [FollowedSource]
    let streams: OwnLogStreams
    /// Where queries are evaluated.
    let executor: QueryExecutor
    /// Where pushes of others are read.
    let intake: WorkQueue
    /// Where queries that take long are noted.
    let slowQueries: SlowQueryLog
    /// Where lines are written.
    private let writer = DispatchQueue(label: "geoclimate.logs.writer", qos: .utility)
    private let clock: ApplianceClock

    /// The logs of what is stored, which may be nothing.
    init(
        storage: TelemetryStorage, settings: LogStorageSettings, relay: LogRelay, executor: QueryExecutor,
        slowQueries: SlowQueryLog = .silent, clock: ApplianceClock
    ) {
        self.slowQueries = slowQueries
        followed = settings.follow
        self.storage = storage
        streams = OwnLogStreams(job: settings.job)
        self.relay = relay
        self.executor = executor
        intake = WorkQueue(
            "geoclimate.logs.intake", width: Limits.concurrentLogPushes, line: Limits.waitingLogQueries)
        self.clock = clock
    }

    /// Where lines are.
    ///
    /// - Throws: ``APIError`` 503 where telemetry is not stored.
    func store() throws(APIError) -> LogStore {
        guard let store = storage.logs else {
            throw APIError(.serviceUnavailable, storage.problem ?? "Telemetry is not stored.")
        }
        return store
    }

    /// Where lines are; nil where telemetry is not stored.
    var storedLines: LogStore? { storage.logs }

    /// Waits until many lines wait to be written, and not longer than a time.
    ///
    /// - Throws: `CancellationError`.
    func waitForLines(atMost time: Duration) async throws {
        guard let signal = storage.manyLines else { return try await Task.sleep(for: time) }
        try await signal.wait(atMost: time)
    }

    /// Runs a question to the store in its turn, as long as its caller waits and its time is not up.
    ///
    /// - Throws: ``APIError`` 503 where telemetry is not stored, ``WorkQueue/Overloaded``, ``QueryExecutor/Failure``, and what
    ///   `work` throws.
    func ask<Value: Sendable>(
        _ context: ApplianceRequestContext, _ work: @escaping @Sendable (LogStore, QueryWatch) throws -> Value
    ) async throws -> Value {
        let store = try store()
        return try await executor.run(for: await context.departure()) { watch in try work(store, watch) }
    }

    /// Stores the daemon's own lines that wait, and writes down what was appended, by whomever.
    ///
    /// - Throws: ``StorageError`` and ``TelemetryError``; then lines stay in memory, as many as there may, for the next time.
    func flush() async throws {
        try await onWriter { parts in
            let lines = parts.relay.take()
            guard let store = parts.storage.logs else { return }
            for (stream, entries) in parts.streams.entries(lines) {
                store.append(entries, to: stream, at: parts.clock.now())
            }
            try store.flush(at: parts.clock.now())
        }
    }

    /// Puts small segments together.
    ///
    /// - Throws: ``StorageError`` and ``TelemetryError``.
    func mergeSmallSegments() async throws {
        // One step at a time: lines that wait are written in between.
        while try await onWriter({ try $0.storage.logs?.mergeSmallSegments() ?? false }) {}
    }

    /// Deletes what is older than it is kept.
    ///
    /// - Throws: ``StorageError`` and ``TelemetryError``.
    func deleteExpired() async throws {
        while try await onWriter({ try $0.storage.logs?.deleteExpired(at: $0.clock.now()) ?? false }) {}
    }

    /// An engine over the store for one query.
    static func engine(_ store: LogStore, _ watch: QueryWatch) -> LogQLEngine {
        LogQLEngine(source: StoredLogSource(store: store, watch: watch))
    }

    private func onWriter<Value: Sendable>(_ work: @escaping @Sendable (LogParts) throws -> Value) async throws -> Value
    {
        try await withCheckedThrowingContinuation { continuation in
            writer.async { continuation.resume(with: Result { try work(self) }) }
        }
    }
}

extension LogParts: MetricCollector {
    /// What became of lines that were to be stored.
    var descriptors: [MetricDescriptor] { [MetricCatalogue.storedLogLines.descriptor] }

    func collect() -> [MetricFamilySnapshot] {
        guard let counters = storage.logs?.counters else { return [] }
        let dropped = UInt64(clamping: counters.dropped) &+ relay.droppedLines.value
        return [
            MetricFamilySnapshot(
                MetricCatalogue.storedLogLines.descriptor,
                [
                    MetricSample(["accepted"], .integer(UInt64(clamping: counters.accepted))),
                    MetricSample(["dropped"], .integer(dropped)),
                    MetricSample(["refused"], .integer(UInt64(clamping: counters.refused))),
                ])
        ]
    }
}
