public import Signals

/// Lines of a log query.
public struct LogResult: Sendable {
    /// Ordered by their labels.
    public let streams: [LogResultStream]
    /// What the query cost.
    public let statistics: QueryStatistics
}

/// The lines that have the same labels in the end.
public struct LogResultStream: Sendable {
    /// All labels, or only the stream's where they were asked for apart.
    public let labels: LabelSet
    /// In the direction of the query.
    public internal(set) var entries: [LogResultEntry]

    /// Puts a stream together.
    public init(labels: LabelSet, entries: [LogResultEntry]) {
        self.labels = labels
        self.entries = entries
    }
}

/// One line of an answer.
public struct LogResultEntry: Sendable {
    /// Nanoseconds since 1970.
    public let timestamp: Int64
    /// As the stages left it.
    public let line: String
    /// What came with the line; empty unless labels were asked for apart.
    public let metadata: [Label]
    /// What the stages found; empty unless labels were asked for apart.
    public let parsed: [Label]
}

/// How a log query is answered.
public struct LogOptions: Sendable {
    /// Nanoseconds since 1970: the first is in, the last is out.
    public var range: Range<Int64>
    /// Entries at most; ``Limits/entries`` holds in any case.
    public var limit: Int
    /// Which lines come first, and are kept where there are too many.
    public var direction: LogDirection
    /// Whether stream labels, metadata and parsed labels are answered apart, as the header
    /// `X-Loki-Response-Encoding-Flags: categorize-labels` asks.
    public var categorisesLabels: Bool

    /// Loki's defaults, besides the range.
    public init(
        range: Range<Int64>, limit: Int = 100, direction: LogDirection = .backward, categorisesLabels: Bool = false
    ) {
        self.range = range
        self.limit = limit
        self.direction = direction
        self.categorisesLabels = categorisesLabels
    }
}
