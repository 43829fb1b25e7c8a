internal import Signals

/// A segment as it was stored, its header read and checked.
public struct Segment: Sendable {
    private let bytes: [UInt8]
    private let header: SegmentHeader
    private let blocksStart: Int

    /// Reads the header.
    ///
    /// - Throws: ``LogBlockError`` for bytes that are no segment of this version, whole and within its bounds.
    public init(_ bytes: [UInt8]) throws(LogBlockError) {
        (header, blocksStart) = try SegmentHeader.decode(bytes)
        self.bytes = bytes
    }

    /// What it holds.
    public var summary: SegmentSummary { header.summary }

    /// The number of the dictionary that it needs; nil for none.
    public var dictionary: UInt32? { header.dictionary == 0 ? nil : header.dictionary }

    /// Gives the entries that are wanted to `body`, by stream, then time, then arrival.
    ///
    /// Blocks without a wanted stream or time are not decompressed, and the columns of a block without the needles are
    /// not. It returns the bytes of text that it has looked at.
    ///
    /// - Throws: ``LogBlockError`` where a block is damaged or the dictionary is not the segment's.
    @discardableResult
    public func search(
        _ selection: LogSelection, dictionary: LogDictionary?, with decoder: SegmentDecoder,
        _ body: (LogLine) -> Void
    ) throws(LogBlockError) -> Int {
        if let needed = self.dictionary, dictionary?.id != needed { throw .missingDictionary(needed) }
        let dictionary = self.dictionary == nil ? nil : dictionary
        var start = blocksStart
        var searched = 0
        for block in header.blocks {
            let columnsStart = start + block.textFrameBytes
            let end = columnsStart + block.columnFrameBytes
            defer { start = end }
            guard selection.overlaps(first: block.first, last: block.last),
                selection.wantsAny(of: header.summary.streams[block.streams])
            else { continue }
            let text = try Zstd.decompress(
                bytes[start..<columnsStart], size: block.textBytes, with: decoder.context, dictionary: dictionary)
            searched += text.count
            let finder = LineFinder(text: text, needles: selection.needles)
            guard finder.mayHaveLines else { continue }
            let columns = try BlockColumns(
                Zstd.decompress(
                    bytes[columnsStart..<end], size: block.columnBytes, with: decoder.context, dictionary: nil),
                of: block)
            try emit(selection, text, columns, finder, body)
        }
        return searched
    }

    /// All entries, as a new beginning for whoever stored them; by stream, then time, then arrival.
    public func entries(
        dictionary: LogDictionary?, with decoder: SegmentDecoder
    ) throws(LogBlockError) -> LogEntries {
        var lines: [LogLine] = []
        let everything = LogSelection(from: .min, to: .max)
        try search(everything, dictionary: dictionary, with: decoder) { lines.append($0) }
        var entries = LogEntries()
        for line in lines {
            try entries.append(
                stream: line.stream, timestamp: line.timestamp, line: line.line, metadata: line.metadata)
        }
        return entries
    }

    private func emit(
        _ selection: LogSelection, _ text: [UInt8], _ columns: BlockColumns, _ finder: LineFinder,
        _ body: (LogLine) -> Void
    ) throws(LogBlockError) {
        // All entries of most blocks are of one stream: asking once is enough then.
        var known: (place: UInt32, id: UInt32, isWanted: Bool)?
        var next = finder.next(from: 0, ends: columns.ends)
        while let index = next {
            next = finder.next(from: index + 1, ends: columns.ends)
            let place = columns.streams[index]
            if known?.place != place {
                let id = header.summary.streams[Int(place)].stream
                known = (place, id, selection.wants(stream: id))
            }
            guard let known, known.isWanted, selection.wants(timestamp: columns.timestamps[index]) else { continue }
            let range = (index == 0 ? 0 : columns.ends[index - 1])..<columns.ends[index]
            body(
                LogLine(
                    stream: known.id, timestamp: columns.timestamps[index], line: text[range],
                    metadata: try columns.metadata(index)))
        }
    }
}

extension BlockColumns {
    fileprivate func metadata(_ index: Int) throws(LogBlockError) -> LabelSet {
        guard !metadataEnds.isEmpty else { return .empty }
        let start = index == 0 ? 0 : metadataEnds[index - 1]
        guard start < metadataEnds[index] else { return .empty }
        return try Metadata.decode(metadata[start..<metadataEnds[index]])
    }
}

/// What reading segments needs again and again; used by one thread at a time.
public final class SegmentDecoder {
    let context: DecompressionContext

    /// Takes the memory that libzstd needs; throws ``LogBlockError`` where there is none.
    public init() throws(LogBlockError) {
        context = try DecompressionContext()
    }
}
