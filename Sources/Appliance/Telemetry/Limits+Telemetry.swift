extension Limits {
    // Queries
    /// Bytes of a form that asks a query: a query of its greatest length, escaped.
    static let queryFormBytes = 4 << 20
    /// Parameters of one request, in its target and its form together.
    static let queryParameters = 1_000
    /// Queries that are evaluated at the same time.
    static let concurrentQueries = 4
    /// Queries that wait for their turn; the next is refused.
    static let waitingQueries = 64
    /// Milliseconds that a query may take, its wait included; a request may ask for less.
    static let queryMilliseconds: Int64 = 120_000
    /// Samples that one query holds in memory, however much of it there is (Prometheus's `query.max-samples`).
    static let queriedSamples = 50_000_000
    /// Series that one query loads.
    static let queriedSeries = 100_000
    /// Pairs of name and count in each list of `/api/v1/status/tsdb`, when the caller does not say, and at most.
    static let listedCardinality = 10
    static let listedCardinalityAtMost = 1_000

    // Writes
    /// Bytes of a remote-write request as it arrives, compressed.
    static let remoteWriteBytes = 16 << 20
    /// Bytes of a remote-read request as it arrives, compressed.
    static let remoteReadBytes = 1 << 20
    /// Bytes of an OTLP request with metrics, as it is sent and unpacked.
    static let metricExportBytes = 32 << 20
    /// Samples of one answer to a remote read, all its queries together.
    static let remoteReadSamples = 5_000_000
    /// Writes that are taken in at the same time.
    static let concurrentWrites = 2
    /// Writes that wait for their turn; the next is refused, and comes again.
    static let waitingWrites = 32

    // Own series
    /// Milliseconds between flushes of samples: what a kill loses.
    static let metricFlushMilliseconds: Int64 = 1_000
    /// Milliseconds between looks for blocks to merge and samples that are past their age.
    static let metricTidyingMilliseconds: Int64 = 60_000
    /// The least cap of `telemetry.db` that the settings take, in bytes.
    static let leastTelemetryBytes = 64 << 20

    // Scrapes
    /// Jobs that the settings name, and targets of all of them.
    static let scrapeJobs = 100
    static let scrapeTargets = 500
    /// Bytes of a target's answer.
    static let scrapeBytes = 32 << 20

    // Commands
    /// Bytes of one script of queries.
    static let testScriptBytes = 64 << 20
    /// Columns that a chart needs and takes, its rows, and how many are drawn.
    static let leastChartColumns = 60
    static let mostChartColumns = 160
    static let chartRows = 6
    static let chartedSeries = 10
}
