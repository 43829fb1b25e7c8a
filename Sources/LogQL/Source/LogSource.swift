public import Signals

/// A stream: lines with the same labels.
public struct LogStream: Sendable, Equatable {
    /// What the source knows it by.
    public let id: UInt64
    /// What all its lines share.
    public let labels: LabelSet

    /// Puts a stream together.
    public init(id: UInt64, labels: LabelSet) {
        self.id = id
        self.labels = labels
    }
}

/// One line.
public struct LogEntry: Sendable {
    /// Nanoseconds since 1970.
    public var timestamp: Int64
    /// Place of its stream in ``LogRequest/streams``.
    public var stream: Int
    /// Without a line feed at its end; a slice of a larger buffer where the source has one.
    public var line: ArraySlice<UInt8>
    /// What came with the line besides its text.
    public var metadata: [Label]

    /// Puts an entry together.
    public init(timestamp: Int64, stream: Int, line: ArraySlice<UInt8>, metadata: [Label] = []) {
        self.timestamp = timestamp
        self.stream = stream
        self.line = line
        self.metadata = metadata
    }
}

/// Which end of the range comes first.
public enum LogDirection: String, Sendable {
    case forward, backward
}

/// What the engine reads from a source.
public struct LogRequest: Sendable {
    /// The streams whose lines are wanted.
    public var streams: [LogStream]
    /// Nanoseconds since 1970: the first is in, the last is out.
    public var range: Range<Int64>
    /// Which lines come first.
    public var direction: LogDirection
    /// Texts that every line of interest contains.
    ///
    /// A source may leave lines without them out, whole blocks above all; the engine looks itself too.
    public var needles: [ByteSearch.Needle]

    /// Puts a request together.
    public init(
        streams: [LogStream], range: Range<Int64>, direction: LogDirection, needles: [ByteSearch.Needle] = []
    ) {
        self.streams = streams
        self.range = range
        self.direction = direction
        self.needles = needles
    }
}

/// Where lines come from.
///
/// Both calls block, and are made from one thread at a time.
public protocol LogSource {
    /// The streams that fulfil all conditions and may have lines in a range; in any order, each once.
    func streams(matching matchers: [LabelMatcher], in range: Range<Int64>) throws -> [LogStream]

    /// Reads the lines of some streams in the order of their times, all streams together; equal times in any order.
    ///
    /// Ends early, without an error, once `take` answers false.
    func readEntries(_ request: LogRequest, _ take: (LogEntry) throws -> Bool) throws
}
