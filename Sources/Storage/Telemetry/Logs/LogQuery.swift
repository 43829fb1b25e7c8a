public import Signals

/// A stream that the logs have.
public struct StoredLogStream: Sendable, Hashable {
    /// Its number in this database.
    public var id: UInt32
    /// What all its lines share.
    public var labels: LabelSet
}

/// A line that was stored.
public struct StoredLogEntry: Sendable {
    /// The number of its stream.
    public var stream: UInt32
    /// Nanoseconds since 1970.
    public var timestamp: Int64
    /// Its bytes, a slice of a larger buffer.
    public var line: ArraySlice<UInt8>
    /// What came with it besides its text.
    public var metadata: LabelSet
}

/// Which lines are wanted, and in which order.
public struct LogStoreQuery: Sendable {
    /// The numbers of their streams.
    public var streams: Set<UInt32>
    /// Nanoseconds since 1970: the first is in, the last is out.
    public var range: Range<Int64>
    /// The oldest first, or else the newest.
    public var isForward: Bool
    /// Texts that are all in the line, byte for byte.
    public var needles: [[UInt8]]

    /// Puts a query together.
    public init(streams: Set<UInt32>, range: Range<Int64>, isForward: Bool, needles: [[UInt8]] = []) {
        self.streams = streams
        self.range = range
        self.isForward = isForward
        self.needles = needles
    }
}

/// What a query has cost.
public struct LogQueryWork: Sendable, Equatable {
    /// Segments of the time that was asked for.
    public var segments = 0
    /// Those of them that were not read, because their streams or their filters said that there is nothing.
    public var skipped = 0
    /// Bytes of lines that were decompressed and searched.
    public var searchedBytes = 0
    /// Lines that were answered.
    public var entries = 0
    /// Segments that could not be read.
    public var damaged = 0
}

/// Why a query ended without an answer.
public enum LogQueryError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Whoever asked has left, or the time is up.
    case cancelled
    /// More bytes of lines than fit into memory have one and the same time.
    case tooManyLinesAtOnce(limitBytes: Int)

    /// The sentence for whoever asked.
    public var description: String {
        switch self {
        case .cancelled: "The query was cancelled."
        case .tooManyLinesAtOnce(let limit):
            "More than \(limit) bytes of lines have the same time. Ask for fewer streams or a rarer text."
        }
    }
}
