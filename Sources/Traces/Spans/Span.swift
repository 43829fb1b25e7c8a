/// One piece of work of one service.
public struct Span: Hashable, Sendable {
    /// The trace that it belongs to.
    public var trace: TraceID
    /// What tells it from the trace's other spans.
    public var id: SpanID
    /// The span that caused it; nil for the first one of a trace.
    public var parent: SpanID?
    /// Who did the work: the resource's `service.name`.
    public var service: String
    /// What was done, in few words that repeat: a route, not a path.
    public var operation: String
    /// Which side of a call it is.
    public var kind: SpanKind
    /// Nanoseconds since 1970.
    public var start: Int64
    /// Nanoseconds; never negative.
    public var duration: Int64
    /// How it ended.
    public var status: SpanStatus
    /// What is said about the work, in the order of the reporter.
    public var attributes: [SpanAttribute]
    /// What happened meanwhile.
    public var events: [SpanEvent]
    /// Spans that it has to do with, but that did not cause it.
    public var links: [SpanLink]
    /// What is said about the service beside its name.
    public var resource: [SpanAttribute]

    /// Makes a span; a negative duration counts as none.
    public init(
        trace: TraceID, id: SpanID, parent: SpanID? = nil, service: String, operation: String,
        kind: SpanKind = .internal, start: Int64, duration: Int64, status: SpanStatus = .unset,
        attributes: [SpanAttribute] = [], events: [SpanEvent] = [], links: [SpanLink] = [],
        resource: [SpanAttribute] = []
    ) {
        self.trace = trace
        self.id = id
        self.parent = parent
        self.service = service
        self.operation = operation
        self.kind = kind
        self.start = start
        self.duration = max(0, duration)
        self.status = status
        self.attributes = attributes
        self.events = events
        self.links = links
        self.resource = resource
    }

    /// When it ended, in nanoseconds since 1970; the last moment that there is where the sum has no 64 bits.
    public var end: Int64 {
        let (sum, overflow) = start.addingReportingOverflow(duration)
        return overflow ? .max : sum
    }
}

/// Which side of a call a span is; the raw values are those of OTLP.
public enum SpanKind: Int, Sendable, CaseIterable {
    /// Nobody said.
    case unspecified = 0
    /// Neither side: work inside the service.
    case `internal` = 1
    /// The side that answers.
    case server = 2
    /// The side that asks.
    case client = 3
    /// The side that sends a message.
    case producer = 4
    /// The side that takes a message.
    case consumer = 5
}

/// How a span ended.
public enum SpanStatus: Hashable, Sendable {
    /// Nobody said, which usually means well.
    case unset
    /// Somebody says that it is well, whatever it looks like.
    case ok
    /// With an error, and what it was.
    case error(message: String)

    /// Whether it is an error.
    public var isError: Bool {
        if case .error = self { true } else { false }
    }
}
