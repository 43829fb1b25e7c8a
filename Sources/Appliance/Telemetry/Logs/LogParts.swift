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
    /// The name of the daemon's own telemetry.
    var job = "geoclimate-api"
}

/// The parts of a daemon that keep log lines and answer questions about them.
struct LogParts: Sendable {
    private let storage: TelemetryStorage
    let relay: LogRelay
    let streams: OwnLogStreams
    /// Where queries are evaluated.
    let executor: QueryExecutor
    /// Where pushes of others are read.
    let intake: WorkQueue
    /// Where lines are written.
    private let writer = DispatchQueue(label: "geoclimate.logs.writer", qos: .utility)
    private let clock: ApplianceClock

    /// The logs of what is stored, which may be nothing.
    init(
        storage: TelemetryStorage, settings: LogStorageSettings, relay: LogRelay, executor: QueryExecutor,
        clock: ApplianceClock
    ) {
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
