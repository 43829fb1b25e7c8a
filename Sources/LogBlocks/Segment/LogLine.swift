public import Signals

/// One entry that was found.
public struct LogLine: Sendable {
    /// The number of its stream.
    public let stream: UInt32
    /// Nanoseconds since 1970.
    public let timestamp: Int64
    /// Its bytes.
    public let line: ArraySlice<UInt8>
    /// What belongs to it besides its bytes.
    public let metadata: LabelSet

    /// Puts an entry together.
    public init(stream: UInt32, timestamp: Int64, line: ArraySlice<UInt8>, metadata: LabelSet) {
        self.stream = stream
        self.timestamp = timestamp
        self.line = line
        self.metadata = metadata
    }
}
