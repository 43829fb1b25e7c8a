public import Signals

/// Entries in the order of their arrival, as columns.
///
/// Entry `i` belongs to the stream `streams[i]`, has the time `timestamps[i]` in nanoseconds since 1970, and its line is
/// ``line(_:)``, any bytes. Streams are numbers that the caller gives out.
public struct LogEntries: Sendable {
    /// The stream of each entry.
    public private(set) var streams: [UInt32] = []
    /// The time of each entry, in nanoseconds since 1970.
    public private(set) var timestamps: [Int64] = []
    /// The lines, one behind the other, without anything between them.
    public private(set) var text: [UInt8] = []

    /// Where each line ends in the text.
    public private(set) var ends: [Int] = []
    /// Empty while no entry has any.
    private var metadata: [LabelSet] = []

    /// No entries.
    public init() {}

    /// How many entries there are.
    public var count: Int { timestamps.count }
    /// Whether there are none.
    public var isEmpty: Bool { timestamps.isEmpty }

    /// Bytes of the names and values of all metadata.
    public private(set) var metadataBytes = 0

    /// Whether any entry has structured metadata.
    var hasMetadata: Bool { !metadata.isEmpty }

    /// Appends one entry.
    ///
    /// - Throws: ``LogBlockError/tooLarge(_:count:limit:)`` for a line beyond ``Limits/lineBytes`` or metadata beyond
    ///   their bounds.
    public mutating func append(
        stream: UInt32, timestamp: Int64, line: some Collection<UInt8>, metadata labels: LabelSet = .empty
    ) throws(LogBlockError) {
        guard line.count <= Limits.lineBytes else {
            throw .tooLarge("bytes in a line", count: line.count, limit: Limits.lineBytes)
        }
        if !labels.labels.isEmpty { try Metadata.check(labels) }
        if !labels.labels.isEmpty || !metadata.isEmpty {
            while metadata.count < timestamps.count { metadata.append(.empty) }
            metadata.append(labels)
            metadataBytes += Self.bytes(labels)
        }
        streams.append(stream)
        timestamps.append(timestamp)
        text.append(contentsOf: line)
        ends.append(text.count)
    }

    /// Appends some entries of others.
    public mutating func append(_ range: Range<Int>, of other: LogEntries) {
        guard !range.isEmpty else { return }
        if !metadata.isEmpty || !other.metadata.isEmpty {
            while metadata.count < timestamps.count { metadata.append(.empty) }
            for index in range { metadata.append(other.metadata(index)) }
            for index in range { metadataBytes += other.metadataBytes(index) }
        }
        let start = other.lineRange(range.lowerBound).lowerBound
        let shift = text.count - start
        streams.append(contentsOf: other.streams[range])
        timestamps.append(contentsOf: other.timestamps[range])
        for index in range { ends.append(other.ends[index] + shift) }
        text.append(contentsOf: other.text[start..<other.lineRange(range.upperBound - 1).upperBound])
    }

    /// Appends all entries of others.
    public mutating func append(_ other: LogEntries) {
        append(0..<other.count, of: other)
    }

    /// Where a line is in ``text``.
    public func lineRange(_ index: Int) -> Range<Int> {
        (index == 0 ? 0 : ends[index - 1])..<ends[index]
    }

    /// The bytes of a line.
    public func line(_ index: Int) -> ArraySlice<UInt8> {
        text[lineRange(index)]
    }

    /// The structured metadata of an entry.
    public func metadata(_ index: Int) -> LabelSet {
        index < metadata.count ? metadata[index] : .empty
    }

    /// One entry with all that belongs to it.
    public func entry(_ index: Int) -> LogLine {
        LogLine(stream: streams[index], timestamp: timestamps[index], line: line(index), metadata: metadata(index))
    }

    /// Bytes of the names and values of an entry's metadata.
    public func metadataBytes(_ index: Int) -> Int {
        metadata.isEmpty ? 0 : Self.bytes(metadata(index))
    }

    private static func bytes(_ labels: LabelSet) -> Int {
        labels.labels.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
    }
}
