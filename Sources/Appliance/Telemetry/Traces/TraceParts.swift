import Dispatch
import HTTPTypes
import Logging
import Storage
import Telemetry
import Traces

/// The parts of a daemon that record, keep and send spans, and answer questions about them.
struct TraceParts: Sendable {
    let settings: TraceSettings
    let recorder: TraceRecorder
    /// What records work that is no request: scrapes, mails, flushes.
    let tracer: ApplianceTracer
    /// Sends own spans to another collector; nil where none is configured.
    let exporter: SpanExporter?
    /// Where searches run.
    let executor: QueryExecutor
    /// Where spans of others are read.
    let intake: WorkQueue
    private let storage: TelemetryStorage
    private let writer = DispatchQueue(label: "geoclimate.traces.writer", qos: .utility)
    private let clock: ApplianceClock

    /// The traces of what is stored, which may be nothing.
    init(
        _ settings: TraceSettings, recorder: TraceRecorder, exporter: SpanExporter?, storage: TelemetryStorage,
        executor: QueryExecutor, clock: ApplianceClock
    ) {
        self.settings = settings
        self.recorder = recorder
        self.exporter = exporter
        self.storage = storage
        self.executor = executor
        self.clock = clock
        tracer = ApplianceTracer(recorder)
        intake = WorkQueue("geoclimate.traces.intake", width: Limits.concurrentWrites, line: Limits.waitingWrites)
    }

    /// Where spans are.
    ///
    /// - Throws: ``APIError`` 503 where telemetry is not stored.
    func store() throws(APIError) -> TraceStore {
        guard let store = storage.traces else {
            throw APIError(.serviceUnavailable, storage.problem ?? "Telemetry is not stored.")
        }
        return store
    }

    /// Hands own spans to the store and the exporter, and writes down what came, from whomever.
    ///
    /// - Throws: ``StorageError`` and ``TelemetryError``; then spans stay in memory, as many as there may, for the next time.
    func flush() async throws {
        try await onWriter { parts in
            let spans = parts.recorder.buffer.take()
            parts.exporter?.offer(spans)
            guard let store = parts.storage.traces else { return }
            store.append(spans)
            try store.flush()
        }
    }

    /// Spans that were dropped because each alone is more than a block of the store may hold.
    var oversizedSpans: Int { storage.traces?.counts.oversized ?? 0 }

    /// Deletes what is older than it is kept.
    ///
    /// - Throws: ``StorageError`` and ``TelemetryError``.
    func deleteExpired() async throws {
        try await onWriter { parts in
            let first = parts.clock.now().nanosecondsSince1970 - parts.settings.retention * 1_000_000
            try parts.storage.traces?.removeBlocks(before: first)
        }
    }

    private func onWriter(_ work: @escaping @Sendable (TraceParts) throws -> Void) async throws {
        try await withCheckedThrowingContinuation { continuation in
            writer.async { continuation.resume(with: Result { try work(self) }) }
        }
    }
}

extension TraceParts: MetricCollector {
    /// What became of spans.
    var descriptors: [MetricDescriptor] {
        [MetricCatalogue.storedSpans.descriptor, MetricCatalogue.exportedSpans.descriptor]
    }

    func collect() -> [MetricFamilySnapshot] {
        var families: [MetricFamilySnapshot] = []
        if let counts = storage.traces?.counts {
            let dropped = UInt64(clamping: counts.lost) &+ recorder.buffer.dropped.value
            families.append(
                MetricFamilySnapshot(
                    MetricCatalogue.storedSpans.descriptor,
                    [
                        MetricSample(["accepted"], .integer(UInt64(clamping: counts.accepted))),
                        MetricSample(["dropped"], .integer(dropped)),
                        MetricSample(["refused"], .integer(UInt64(clamping: counts.refused))),
                    ]))
        }
        if let tally = exporter?.tally {
            families.append(
                MetricFamilySnapshot(
                    MetricCatalogue.exportedSpans.descriptor,
                    [
                        MetricSample(["dropped"], .integer(tally.dropped)),
                        MetricSample(["refused"], .integer(tally.refused)),
                        MetricSample(["sent"], .integer(tally.sent)),
                    ]))
        }
        return families
    }
}
