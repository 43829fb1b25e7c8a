internal import Patterns
public import Signals
internal import SwiftProtobuf

/// One query of a remote-read request.
public struct RemoteReadQuery: Sendable {
    /// Both ends belong to the range; milliseconds since 1970.
    public let range: ClosedRange<Int64>
    /// All of them must accept a series.
    public let matchers: [LabelMatcher]
}

/// What a remote-read request asks for.
///
/// Source: https://prometheus.io/docs/prometheus/latest/querying/remote_read_api/.
public struct RemoteReadRequest: Sendable {
    /// Each has an answer of its own, in this order.
    public let queries: [RemoteReadQuery]

    /// Reads the body as it arrives: a snappy block around the protobuf message.
    ///
    /// Answers are samples: a client that accepts nothing but streamed chunks is refused. Throws ``CompressionError`` and
    /// ``WireError``.
    public init(snappy block: [UInt8]) throws {
        try self.init(protobuf: SnappyBlock.decompress(block))
    }

    /// Reads the protobuf message.
    ///
    /// Throws ``WireError``.
    public init(protobuf bytes: [UInt8]) throws(WireError) {
        let message = try ProtobufBody.decode(bytes, as: ProtoReadRequest.self, shape: ReadShape.request)
        guard message.queries.count <= Limits.maxReadQueries else {
            throw .tooMany(what: "queries", limit: Limits.maxReadQueries)
        }
        // None named means samples: the field is younger than the API.
        guard message.acceptedResponseTypes.isEmpty || message.acceptedResponseTypes.contains(.samples) else {
            throw .unsupported("A remote read that accepts no samples")
        }
        var queries: [RemoteReadQuery] = []
        for query in message.queries { queries.append(try RemoteReadQuery(query)) }
        self.queries = queries
    }

    /// The body of an answer: for each query, in their order, the series that were found.
    ///
    /// Throws ``CompressionError`` and
    /// ``WireError``.
    public static func snappyAnswer(_ results: [[WrittenSeries]]) throws -> [UInt8] {
        var message = ProtoReadResponse()
        message.results = results.map { series in
            var result = ProtoQueryResult()
            result.timeseries = series.map(ProtoTimeSeries.init)
            return result
        }
        return try SnappyBlock.compress(ProtobufBody.encode(message))
    }
}

extension RemoteReadQuery {
    init(_ message: ProtoQuery) throws(WireError) {
        guard message.startTimestampMs <= message.endTimestampMs else {
            throw .badTime("\(message.startTimestampMs) to \(message.endTimestampMs)")
        }
        guard message.matchers.count <= Limits.maxReadMatchers else {
            throw .tooMany(what: "matchers", limit: Limits.maxReadMatchers)
        }
        var matchers: [LabelMatcher] = []
        for matcher in message.matchers { matchers.append(try Self.matcher(matcher)) }
        self.matchers = matchers
        range = message.startTimestampMs...message.endTimestampMs
    }

    private static func matcher(_ message: ProtoLabelMatcher) throws(WireError) -> LabelMatcher {
        switch message.type {
        case .eq: return LabelMatcher(message.name, .equal(message.value))
        case .neq: return LabelMatcher(message.name, .notEqual(message.value))
        case .re: return LabelMatcher(message.name, .matches(try pattern(message.value)))
        case .nre: return LabelMatcher(message.name, .matchesNot(try pattern(message.value)))
        case .UNRECOGNIZED(let number): throw .unsupported("The matcher type \(number)")
        }
    }

    private static func pattern(_ text: String) throws(WireError) -> Pattern {
        do {
            return try Pattern(text)
        } catch {
            throw .malformed(format: "a remote read", reason: "'\(text.prefix(64))' is no regular expression")
        }
    }
}
