internal import JSONText

/// What `/api/traces` is asked for.
///
/// Source: https://www.jaegertracing.io/docs/1.65/apis/#http-json and what Grafana's data source sends. Times are microseconds since
/// 1970, durations Go's (`1.2s`, `100ms`).
public struct JaegerQuery: Equatable, Sendable {
    /// Who did the work; the only thing that must be said.
    public var service: String
    /// What was done; nil for anything.
    public var operation: String?
    /// Attributes that a span must have, as text, on itself or its service; all of them on one span.
    public var tags: [SpanAttribute]
    /// Nanoseconds that a span lasts at least.
    public var minDuration: Int64?
    /// Nanoseconds that a span lasts at most.
    public var maxDuration: Int64?
    /// When spans begin, in nanoseconds since 1970.
    public var range: ClosedRange<Int64>
    /// Traces to answer with, the latest ones.
    public var limit: Int

    /// Makes a query of its parts.
    public init(
        service: String, operation: String? = nil, tags: [SpanAttribute] = [], minDuration: Int64? = nil,
        maxDuration: Int64? = nil, range: ClosedRange<Int64>, limit: Int = Limits.defaultSearchTraces
    ) {
        self.service = service
        self.operation = operation
        self.tags = tags
        self.minDuration = minDuration
        self.maxDuration = maxDuration
        self.range = range
        self.limit = limit
    }

    /// Reads the parameters of a request, in their order; `now` is in nanoseconds since 1970.
    ///
    /// Without `start` the time of `lookback` before the end is searched, or else an hour. Beside a start, `lookback` is passed over as
    /// unknown parameters are: Jaeger's own page sends words in it. Throws ``JaegerQueryError``.
    public init(parameters: [(name: String, value: String)], now: Int64) throws(JaegerQueryError) {
        var values: [String: String] = [:]
        var tags: [SpanAttribute] = []
        for (name, value) in parameters where !value.isEmpty {
            switch name {
            case "tag": tags.append(try Self.pair(value))
            case "tags": tags += try Self.tags(value)
            default: values[name] = values[name] ?? value
            }
        }
        guard let service = values["service"] else { throw .missing("service") }
        guard tags.count <= Limits.maxSearchTags else { throw .tooManyTags(limit: Limits.maxSearchTags) }
        self.service = service
        operation = values["operation"]
        self.tags = tags
        minDuration = try Self.duration(in: values, of: "minDuration")
        maxDuration = try Self.duration(in: values, of: "maxDuration")
        if let minDuration, let maxDuration, minDuration > maxDuration { throw .emptyRange("maxDuration") }
        let end = try Self.time(in: values, of: "end") ?? now
        let start: Int64
        if let given = try Self.time(in: values, of: "start") {
            start = given
        } else {
            let hour: Int64 = 3_600_000_000_000
            let lookback = try Self.duration(in: values, of: "lookback")
            start = max(0, end - min(lookback ?? hour, end))
        }
        guard start <= end else { throw .emptyRange("end") }
        range = start...end
        limit = try Self.limit(in: values)
    }
}

/// Why a search for traces was refused.
public enum JaegerQueryError: Error, Equatable, CustomStringConvertible {
    /// A parameter that must be there.
    case missing(String)
    /// A parameter that is not what it should be.
    case bad(parameter: String, value: String, expected: String)
    /// The end of a range lies before its beginning.
    case emptyRange(String)
    /// More tags than a search may have.
    case tooManyTags(limit: Int)

    /// The reason in a whole sentence.
    public var description: String {
        switch self {
        case .missing(let parameter): "The parameter '\(parameter)' is required."
        case .bad(let parameter, let value, let expected):
            "The parameter '\(parameter)' is '\(value)': \(expected) was expected."
        case .emptyRange(let parameter): "The parameter '\(parameter)' is less than the beginning of its range."
        case .tooManyTags(let limit): "A search has more than \(limit) tags."
        }
    }
}
