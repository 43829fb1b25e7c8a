/// A segment, and what is stored beside it.
public struct EncodedSegment: Sendable {
    /// As it is stored.
    public let bytes: [UInt8]
    /// What it holds.
    public let summary: SegmentSummary
    /// Nil where none was asked for, or where the segment has more than ``Limits/filterTokens`` tokens.
    public let filter: TokenFilter?
}

/// Makes segments of entries; used by one thread at a time.
public final class SegmentEncoder {
    /// The level that columns are compressed with: numbers gain nothing from higher ones.
    private static let columnLevel: Int32 = 3

    private let lines: CompressionContext
    private let columns: CompressionContext

    /// An encoder of lines without a dictionary at a level of zstd; those with one have the dictionary's.
    public init(level: Int32) throws(LogBlockError) {
        lines = try CompressionContext(level: level)
        columns = try CompressionContext(level: Self.columnLevel)
    }

    /// The segment of some entries, by stream, then time, then arrival.
    ///
    /// - Throws: ``LogBlockError`` for no entries, and for more streams or blocks than their bounds.
    public func encode(
        _ entries: LogEntries, dictionary: LogDictionary?, withFilter: Bool = true
    ) throws(LogBlockError) -> EncodedSegment {
        guard !entries.isEmpty else { throw .empty }
        let order = Self.order(entries)
        let summary = Self.summary(entries, order)
        guard summary.streams.count <= Limits.streams else {
            throw .tooLarge("streams", count: summary.streams.count, limit: Limits.streams)
        }
        var blocks: [SegmentHeader.Block] = []
        var frames: [UInt8] = []
        var start = 0
        var place = 0
        while start < order.count {
            let gathered = Self.gather(entries, order, from: start, summary, &place)
            let encodedColumns = gathered.columns.encoded
            let textFrame = try Zstd.compress(gathered.text, with: lines, dictionary: dictionary)
            let columnFrame = try Zstd.compress(encodedColumns, with: columns, dictionary: nil)
            blocks.append(
                Self.block(gathered, encodedColumns.count, textFrame: textFrame.count, columnFrame: columnFrame.count))
            frames += textFrame
            frames += columnFrame
            start += gathered.columns.timestamps.count
        }
        guard blocks.count <= Limits.blocks else {
            throw .tooLarge("blocks", count: blocks.count, limit: Limits.blocks)
        }
        let header = SegmentHeader(dictionary: dictionary?.id ?? 0, summary: summary, blocks: blocks)
        let bytes = header.encoded + frames
        guard bytes.count <= Limits.segmentBytes else {
            throw .tooLarge("bytes", count: bytes.count, limit: Limits.segmentBytes)
        }
        return EncodedSegment(bytes: bytes, summary: summary, filter: withFilter ? Self.filter(entries) : nil)
    }

    private static func order(_ entries: LogEntries) -> [Int] {
        let (streams, timestamps) = (entries.streams, entries.timestamps)
        func precedes(_ left: Int, _ right: Int) -> Bool {
            if streams[left] != streams[right] { return streams[left] < streams[right] }
            if timestamps[left] != timestamps[right] { return timestamps[left] < timestamps[right] }
            return left < right
        }
        // Most often one stream in order, and then there is nothing to sort.
        let isOrdered = (1..<max(entries.count, 1)).allSatisfy { precedes($0 - 1, $0) }
        return isOrdered ? Array(0..<entries.count) : (0..<entries.count).sorted(by: precedes)
    }

    private static func summary(_ entries: LogEntries, _ order: [Int]) -> SegmentSummary {
        var summary = SegmentSummary(first: .max, last: .min, streams: [])
        for index in order {
            let (stream, bytes) = (entries.streams[index], entries.lineRange(index).count)
            summary.first = min(summary.first, entries.timestamps[index])
            summary.last = max(summary.last, entries.timestamps[index])
            if summary.streams.last?.stream != stream {
                summary.streams.append(StreamSummary(stream: stream, entries: 0, textBytes: 0))
            }
            summary.streams[summary.streams.count - 1].entries += 1
            summary.streams[summary.streams.count - 1].textBytes += bytes
        }
        return summary
    }

    /// The next block; `place` moves on in the summary's streams.
    private static func gather(
        _ entries: LogEntries, _ order: [Int], from start: Int, _ summary: SegmentSummary, _ place: inout Int
    ) -> (text: [UInt8], columns: BlockColumns) {
        var text: [UInt8] = []
        text.reserveCapacity(Limits.blockTextBytes)
        var columns = BlockColumns()
        for index in order[start...] {
            let range = entries.lineRange(index)
            let isFull =
                text.count + range.count > Limits.blockTextBytes
                || columns.bytes > Limits.columnBytes - Limits.metadataBytes - 64
            if !columns.timestamps.isEmpty, isFull || columns.timestamps.count == Limits.blockEntries { break }
            while summary.streams[place].stream != entries.streams[index] { place += 1 }
            text += entries.text[range]
            columns.streams.append(UInt32(place))
            columns.timestamps.append(entries.timestamps[index])
            columns.ends.append(text.count)
            if entries.hasMetadata {
                columns.metadata += Metadata.encode(entries.metadata(index))
                columns.metadataEnds.append(columns.metadata.count)
            }
        }
        return (text, columns)
    }

    private static func block(
        _ gathered: (text: [UInt8], columns: BlockColumns), _ columnBytes: Int, textFrame: Int, columnFrame: Int
    ) -> SegmentHeader.Block {
        let columns = gathered.columns
        let streams = Int(columns.streams.first ?? 0)...Int(columns.streams.last ?? 0)
        return SegmentHeader.Block(
            entries: columns.timestamps.count, streams: streams, first: columns.timestamps.min() ?? 0,
            last: columns.timestamps.max() ?? 0, textBytes: gathered.text.count, columnBytes: columnBytes,
            textFrameBytes: textFrame, columnFrameBytes: columnFrame)
    }

    private static func filter(_ entries: LogEntries) -> TokenFilter? {
        var tokens = TokenSet()
        for index in 0..<entries.count {
            Tokens.forEachHash(in: entries.line(index)) { tokens.insert($0) }
            // One enormous line can have many more than the bound; the table doubles, so it stays within twice of that.
            if tokens.count > Limits.filterTokens { return nil }
        }
        return TokenFilter(tokens)
    }
}
