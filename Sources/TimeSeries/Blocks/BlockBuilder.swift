/// Packs series into blocks.
public enum BlockBuilder {
    /// The blocks of some series in the order of their ids: one, unless a series has more than
    /// ``Limits/columnSamples``; `effort` is how hard they are compressed.
    ///
    /// Throws ``BlockError`` where ids or timestamps do not ascend, columns differ in length, or a bound is crossed.
    public static func blocks(
        _ series: [SeriesColumns], columns: Int, effort: CompressionEffort = .brief
    ) throws(BlockError) -> [[UInt8]] {
        let longest = series.map(\.times.count).max() ?? 0
        guard longest > Limits.columnSamples else {
            return series.isEmpty ? [] : [try block(series, columns: columns, effort)]
        }
        var blocks: [[UInt8]] = []
        for start in stride(from: 0, to: longest, by: Limits.columnSamples) {
            var part: [SeriesColumns] = []
            for one in series where one.times.count > start {
                let range = start..<min(start + Limits.columnSamples, one.times.count)
                part.append(
                    SeriesColumns(
                        id: one.id, times: Array(one.times[range]), values: one.values.map { Array($0[range]) }))
            }
            blocks.append(try block(part, columns: columns, effort))
        }
        return blocks
    }

    private static func block(
        _ series: [SeriesColumns], columns: Int, _ effort: CompressionEffort
    ) throws(BlockError) -> [UInt8] {
        try check(series, columns: columns)
        var times = SharedTimes()
        let timeIndices = series.map { times.index(of: $0.times) }
        var frames = FrameWriter(effort: effort)
        var directory = ByteWriter()

        directory.append(variable: times.columns.count)
        for column in times.columns {
            directory.append(variable: try frames.item { TimeColumn.append(column, to: &$0) })
        }
        directory.append(variable: series.count)
        var id: UInt32 = 0
        for (one, time) in zip(series, timeIndices) {
            directory.append(variable: Int(one.id - id))
            id = one.id
            directory.append(variable: time)
            _ = try frames.item { append(one, to: &$0, directory: &directory) }
        }
        return try assemble(directory.bytes, frames.finished(), columns: columns, effort)
    }

    private static func append(_ series: SeriesColumns, to writer: inout ByteWriter, directory: inout ByteWriter) {
        var columns: [(coding: ValueCoding, bytes: [UInt8])] = series.values.map { _ in (.constant, []) }
        var written: [Int] = []
        for index in order(series.values.count) {
            columns[index] = column(index, of: series.values, after: written)
            written.append(index)
        }
        for (coding, bytes) in columns {
            directory.append(coding.rawValue)
            directory.append(variable: bytes.count)
            writer.bytes += bytes
        }
    }

    /// The order in which columns are derived from each other.
    private static func order(_ count: Int) -> [Int] {
        count == RollupColumn.allCases.count ? RollupSuggestion.order.map(\.rawValue) : Array(0..<count)
    }

    /// One column in the shortest way, from those that are written already where it follows from them.
    private static func column(
        _ index: Int, of values: [[Double]], after written: [Int]
    ) -> (coding: ValueCoding, bytes: [UInt8]) {
        let column = values[index]
        var writer = ByteWriter()
        if let original = written.first(where: { sameBits(values[$0][...], column[...]) }) {
            writer.append(UInt8(original))
            return (.copy, writer.bytes)
        }
        if let original = written.first(where: { isGrowth(column, of: values[$0]) }) {
            writer.append(UInt8(original))
            writer.append(fixed64: column[0].bitPattern)
            return (.growth, writer.bytes)
        }
        let coding = ValueColumn.append(column, to: &writer)
        guard coding != .constant, coding != .linear, values.count == RollupColumn.allCases.count,
            let suggestion = RollupColumn(rawValue: index).flatMap({ RollupSuggestion(for: $0) }),
            let suggested = suggestion.encode(column, from: suggestion.sources.map { values[$0.rawValue] })
        else { return (coding, writer.bytes) }
        let ownBits = DecimalColumn(column).map { DecimalDifferences($0.mantissas).bits } ?? 64 * column.count
        return suggested.bits < ownBits ? (.suggested, suggested.bytes) : (coding, writer.bytes)
    }

    private static func isGrowth(_ column: [Double], of original: [Double]) -> Bool {
        // The second value alone rules most columns out.
        guard column.count > 1, (original[1] - original[0] - column[1]).magnitude <= 1e-6 * column[1].magnitude,
            let growth = ValueColumn.growth(of: original)
        else { return false }
        return sameBits(growth[1...], column[1...])
    }

    private static func sameBits(_ left: ArraySlice<Double>, _ right: ArraySlice<Double>) -> Bool {
        left.elementsEqual(right) { $0.bitPattern == $1.bitPattern }
    }

    private static func assemble(
        _ directory: [UInt8], _ frames: [(size: Int, bytes: [UInt8])], columns: Int, _ effort: CompressionEffort
    ) throws(BlockError) -> [UInt8] {
        guard directory.count <= Limits.largestFrameBytes else {
            throw .overLimit("bytes in its directory", found: UInt64(directory.count), limit: Limits.largestFrameBytes)
        }
        let compressed = try Frame.compress(directory, level: effort.level)
        var writer = ByteWriter()
        writer.bytes += BlockFormat.magic
        writer.append(BlockFormat.version)
        writer.append(UInt8(columns))
        writer.bytes += [0, 0, 0, 0, 0, 0]
        writer.append(variable: directory.count)
        writer.append(variable: compressed.count)
        writer.append(variable: frames.count)
        for frame in frames {
            writer.append(variable: frame.size)
            writer.append(variable: frame.bytes.count)
        }
        writer.bytes += compressed
        for frame in frames { writer.bytes += frame.bytes }
        guard writer.bytes.count <= Limits.blockBytes else {
            throw .overLimit("bytes", found: UInt64(writer.bytes.count), limit: Limits.blockBytes)
        }
        let checksum = BlockFormat.checksum(of: writer.bytes)
        for index in 0..<4 {
            writer.bytes[BlockFormat.checksumOffset + index] = UInt8(truncatingIfNeeded: checksum >> UInt32(8 * index))
        }
        return writer.bytes
    }

    private static func check(_ series: [SeriesColumns], columns: Int) throws(BlockError) {
        guard series.count <= Limits.blockSeries else {
            throw .overLimit("series", found: UInt64(series.count), limit: Limits.blockSeries)
        }
        guard (1...Limits.columnsPerSeries).contains(columns) else {
            throw .overLimit("columns for a series", found: UInt64(columns), limit: Limits.columnsPerSeries)
        }
        var before: UInt32?
        for one in series {
            if let before, one.id <= before { throw .malformed("ids do not ascend") }
            before = one.id
            guard !one.times.isEmpty, one.values.count == columns,
                one.values.allSatisfy({ $0.count == one.times.count })
            else { throw .malformed("a series has columns of different lengths, or none") }
            for index in 1..<max(1, one.times.count) where one.times[index] <= one.times[index - 1] {
                throw .malformed("timestamps do not ascend")
            }
        }
    }
}

/// The different timestamp columns among series.
private struct SharedTimes {
    private(set) var columns: [[Int64]] = []
    private var indices: [[Int64]: Int] = [:]
    private var latest = 0

    mutating func index(of times: [Int64]) -> Int {
        // Series of one scrape follow each other, which spares nearly all of the hashing.
        if latest < columns.count, columns[latest] == times { return latest }
        latest = indices[times] ?? columns.count
        if latest == columns.count {
            indices[times] = latest
            columns.append(times)
        }
        return latest
    }
}

/// Collects items into frames of about ``Limits/frameBytes``.
private struct FrameWriter {
    private let effort: CompressionEffort
    private var writer = ByteWriter()
    private var frames: [(size: Int, bytes: [UInt8])] = []

    init(effort: CompressionEffort) { self.effort = effort }

    /// Writes one item, which is never split, and answers its bytes.
    mutating func item(_ write: (inout ByteWriter) -> Void) throws(BlockError) -> Int {
        let start = writer.bytes.count
        write(&writer)
        let length = writer.bytes.count - start
        if writer.bytes.count >= Limits.frameBytes { try endFrame() }
        return length
    }

    mutating func finished() throws(BlockError) -> [(size: Int, bytes: [UInt8])] {
        if !writer.bytes.isEmpty { try endFrame() }
        return frames
    }

    private mutating func endFrame() throws(BlockError) {
        guard writer.bytes.count <= Limits.largestFrameBytes else {
            throw .overLimit("bytes in a frame", found: UInt64(writer.bytes.count), limit: Limits.largestFrameBytes)
        }
        frames.append((writer.bytes.count, try Frame.compress(writer.bytes, level: effort.level)))
        writer.bytes.removeAll(keepingCapacity: true)
    }
}
