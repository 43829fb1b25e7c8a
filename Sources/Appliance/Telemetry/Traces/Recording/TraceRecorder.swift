import Traces

/// What everything that records spans shares: ids, time, the decision what to keep, and where spans wait.
struct TraceRecorder: Sendable {
    /// The name of the daemon in its spans, as in the streams of its log lines.
    static let service = "geoclimate"

    let sampler: TraceSampler
    let identifiers: TraceIdentifiers
    let time: TraceTime
    let buffer = SpanBuffer()
    let clock: ApplianceClock
    private let resource = [SpanAttribute("service.version", ProductVersion.text)]

    init(_ settings: TraceSettings, clock: ApplianceClock, random: () -> UInt64) {
        // The settings have been checked; a sampler that keeps what fails is what is left of ones that were not.
        sampler = settings.sampler ?? .failuresAlone
        identifiers = TraceIdentifiers(random: random)
        time = TraceTime(clock: clock)
        self.clock = clock
    }

    /// A trace that begins here.
    func newTrace(_ number: UInt64) -> TraceID { TraceID(random: identifiers.companion(of: number), number) }

    /// The id of a span.
    func newSpan() -> SpanID { SpanID(random: identifiers.next()) }

    /// A span of the daemon.
    func span(
        _ operation: String, trace: TraceID, id: SpanID, parent: SpanID?, kind: SpanKind, start: Int64, duration: Int64,
        status: SpanStatus = .unset, attributes: [SpanAttribute], events: [SpanEvent] = [], links: [SpanLink] = []
    ) -> Span {
        Span(
            trace: trace, id: id, parent: parent, service: Self.service, operation: operation, kind: kind, start: start,
            duration: duration, status: status, attributes: attributes, events: events, links: links,
            resource: resource)
    }
}
