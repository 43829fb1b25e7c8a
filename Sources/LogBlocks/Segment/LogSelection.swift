/// Which entries are wanted.
public struct LogSelection: Sendable {
    /// Their streams; nil for all.
    public var streams: Set<UInt32>?
    /// The first nanosecond that is wanted.
    public var from: Int64
    /// The first nanosecond that is not wanted any more.
    public var to: Int64
    /// All of them must be in the line.
    public var needles: [Needle]

    /// All entries of some streams in a range of times with some texts.
    public init(streams: Set<UInt32>? = nil, from: Int64, to: Int64, needles: [Needle] = []) {
        self.streams = streams
        self.from = from
        self.to = to
        self.needles = needles
    }

    /// Whether something between two times, both included, can be wanted.
    public func overlaps(first: Int64, last: Int64) -> Bool {
        from <= last && first < to
    }

    /// Whether a stream is wanted.
    public func wants(stream: UInt32) -> Bool {
        streams?.contains(stream) ?? true
    }

    /// Whether a time is wanted.
    public func wants(timestamp: Int64) -> Bool {
        from <= timestamp && timestamp < to
    }

    /// Whether a segment or a block with these streams can have something wanted.
    func wantsAny(of streams: some Sequence<StreamSummary>) -> Bool {
        guard let wanted = self.streams else { return true }
        return streams.contains { wanted.contains($0.stream) }
    }

    /// Whether a segment can have something wanted.
    public func wantsAny(of summary: SegmentSummary) -> Bool {
        overlaps(first: summary.first, last: summary.last) && wantsAny(of: summary.streams)
    }
}
