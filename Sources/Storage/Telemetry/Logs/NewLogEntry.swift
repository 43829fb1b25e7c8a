public import Signals

/// A line to be stored.
public struct NewLogEntry: Sendable {
    /// Nanoseconds since 1970.
    public var timestamp: Int64
    /// Any bytes, without a line feed at the end.
    public var line: [UInt8]
    /// What belongs to the line and is no label of its stream.
    public var metadata: LabelSet

    /// A line of a moment.
    public init(timestamp: Int64, line: [UInt8], metadata: LabelSet = .empty) {
        self.timestamp = timestamp
        self.line = line
        self.metadata = metadata
    }

    /// The same, cut to so many bytes where it is longer, with a mark at its end: for lines of our own, which are
    /// better cut than lost.
    public func truncated(to bytes: Int) -> NewLogEntry {
        guard line.count > bytes else { return self }
        let mark = Array(" [truncated]".utf8)
        var cut = self
        cut.line = Array(line.prefix(max(0, bytes - mark.count)) + mark.prefix(bytes))
        return cut
    }
}
