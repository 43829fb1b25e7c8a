import HTTPTypes
import Logging
import Resilience
import Storage
import Telemetry

/// The parts of a daemon that keep what it and others measure, and answer questions about it.
struct TelemetryParts: Sendable {
    let settings: MetricSettings
    let storage: TelemetryStorage
    /// Where queries are evaluated.
    let queries: WorkQueue
    /// What they may hold.
    let queryMemory: QueryMemory
    /// Where samples that others send are taken in.
    let writes: WorkQueue
    let targets: ScrapeBoard
    /// Whom what is stored is sent to.
    let receivers: [RemoteWriteReceiver]
    let recorder: OwnSeries
    let logs: LogParts
    let traces: TraceParts

    /// - Throws: ``MetricError`` when the registry has one of the families already.
    init(
        _ settings: MetricSettings, logs logSettings: LogStorageSettings, traces traceSettings: TraceSettings,
        storage: TelemetryStorage, relay: LogRelay, slowQueries: SlowQueryLog = .silent, tracing: TraceRecorder,
        exporter: SpanExporter?, metrics: MetricRegistry, cores: Int, queryMemory: QueryMemory,
        clock: ApplianceClock, random: @escaping @Sendable () -> UInt64, logger: Logger
    ) throws(MetricError) {
        self.settings = settings
        self.storage = storage
        self.queryMemory = queryMemory
        queries = WorkQueue(
            "geoclimate.queries", width: Limits.concurrentQueries, line: Limits.waitingQueries)
        writes = WorkQueue("geoclimate.writes", width: Limits.concurrentWrites, line: Limits.waitingWrites)
        targets = ScrapeBoard(jobs: settings.scrape)
        let time = CallTime(clock: clock, random: random)
        receivers = settings.remoteWrite.map { RemoteWriteReceiver($0, settings: settings, time: time) }
        recorder = OwnSeries(job: settings.job, registry: metrics)
        let executor = QueryExecutor("geoclimate.logs.queries", width: cores, clock: clock)
        logs = LogParts(
            storage: storage, settings: logSettings, relay: relay, executor: executor, slowQueries: slowQueries,
            clock: clock)
        traces = TraceParts(
            traceSettings, recorder: tracing, exporter: exporter, storage: storage, executor: executor, clock: clock)
        try metrics.register(TelemetryCollector(storage: storage))
        try metrics.register(logs)
        try metrics.register(traces)
        if !receivers.isEmpty { try metrics.register(RemoteWriteMetrics(receivers: receivers, clock: clock)) }
    }

    /// Where samples are.
    ///
    /// - Throws: ``APIError`` 503 where telemetry is not stored.
    func store(_ form: APIError.Form = .prometheus(.unavailable)) throws(APIError) -> MetricStore {
        guard let store = storage.metrics else {
            var error = APIError(.serviceUnavailable, storage.problem ?? "Telemetry is not stored.")
            error.form = form
            throw error
        }
        return store
    }
}
