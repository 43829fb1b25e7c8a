/// What a block of spans is about, so that a search need not unpack it.
public struct SpanDigest: Hashable, Sendable {
    /// One operation of one service, and how long its spans lasted.
    public struct Operation: Hashable, Sendable {
        /// Who did it.
        public let service: String
        /// What was done.
        public let name: String
        /// Nanoseconds of the shortest and the longest.
        public var durations: ClosedRange<Int64>

        /// Makes the value of its parts.
        public init(service: String, name: String, durations: ClosedRange<Int64>) {
            self.service = service
            self.name = name
            self.durations = durations
        }
    }

    /// When spans of the block begin, in nanoseconds since 1970.
    public let starts: ClosedRange<Int64>
    /// Each service's operation once.
    public let operations: [Operation]
    /// The second halves of the trace ids, in order, each once; two traces may share one.
    public let traceKeys: [UInt64]

    /// Nil for no spans.
    public init?(_ spans: [Span]) {
        guard let first = spans.first else { return nil }
        var starts = first.start...first.start
        var found: [String: [String: ClosedRange<Int64>]] = [:]
        for span in spans {
            starts = min(starts.lowerBound, span.start)...max(starts.upperBound, span.start)
            let known = found[span.service]?[span.operation] ?? span.duration...span.duration
            found[span.service, default: [:]][span.operation] =
                min(known.lowerBound, span.duration)...max(known.upperBound, span.duration)
        }
        self.starts = starts
        operations = found.flatMap { service, names in
            names.map { Operation(service: service, name: $0.key, durations: $0.value) }
        }.sorted { ($0.service, $0.name) < ($1.service, $1.name) }
        traceKeys = Set(spans.map(\.trace.low)).sorted()
    }

    /// Whether one of the block's spans may be what a search asks for.
    public static func mayHold(_ query: JaegerQuery, starts: ClosedRange<Int64>, operations: [Operation]) -> Bool {
        guard starts.overlaps(query.range) else { return false }
        return operations.contains { operation in
            operation.service == query.service && (query.operation == nil || query.operation == operation.name)
                && operation.durations.upperBound >= query.minDuration ?? 0
                && operation.durations.lowerBound <= query.maxDuration ?? .max
        }
    }
}
