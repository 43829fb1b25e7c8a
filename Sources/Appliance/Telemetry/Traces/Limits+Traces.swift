/// Bounds of traces in the daemon.
extension Limits {
    // Recording
    /// Finished spans of the daemon's own that wait to be stored and sent; further ones are dropped and counted.
    static let waitingSpans = 8_192
    /// Times of parts of one request that are remembered; further ones are left out.
    static let requestPhases = 8
    /// Attributes, events and links of one span of the daemon's own.
    static let spanAttributes = 32
    static let spanEvents = 32
    static let spanLinks = 8
    /// Bytes of a name or a text in a span of the daemon's own; a longer one is cut.
    static let spanTextBytes = 512

    // Storing
    /// Milliseconds between writes of spans: what a crash loses of them at most.
    static let traceStoreMilliseconds = 1_000
    /// Seconds between looks at spans that are older than they are kept.
    static let traceRetentionSeconds = 300
    /// The least share of `telemetry.db` that the settings give traces, in bytes.
    static let leastTraceBytes = 16 << 20
    /// Bytes of a request that brings spans, as it is sent and unpacked.
    static let tracePushBytes = 32 << 20
    /// Seconds that a span may begin ahead of the clock; one further ahead would outlive its time.
    static let spanAheadSeconds = 600

    // Sending
    /// Spans that wait for another collector; further ones are dropped and counted.
    static let waitingExports = 16_384
    /// Spans of one request to it.
    static let exportBatch = 512
    /// Milliseconds between looks at spans to be sent.
    static let exportMilliseconds = 1_000
    /// Milliseconds that one attempt may take, and that a batch may be tried altogether.
    static let exportAttemptMilliseconds = 10_000
    static let exportDeadlineMilliseconds = 60_000
    /// Attempts at one batch in a row.
    static let exportAttempts = 5
    /// Failed attempts in a row after which the collector is left alone, and for how many milliseconds.
    static let exportFailures = 5
    static let exportPauseMilliseconds = 30_000
    /// Seconds that the last spans may take to be sent when the daemon stops.
    static let exportFarewellSeconds = 3
    /// Bytes of a collector's answer, and milliseconds that they may take after its status; one beyond counts as empty.
    static let exportAnswerBytes = 64 << 10
    static let exportAnswerMilliseconds = 2_000

    // Asking
    /// Parameters of one search for traces.
    static let jaegerParameters = 256
    /// Traces that one request names.
    static let jaegerNamedTraces = 100
    /// Exemplars of the daemon's own series that are remembered; the oldest give way.
    static let exemplars = 10_000
}
