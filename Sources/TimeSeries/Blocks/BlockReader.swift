/// Decodes columns of a block, keeping the last frames and every timestamp column for the columns that follow.
public struct BlockReader {
    /// What is read.
    public let block: Block
    private var times: [[Int64]?]
    private var timeFrame: (number: Int, content: [UInt8])?
    private var valueFrame: (number: Int, content: [UInt8])?

    /// Starts with nothing decoded.
    public init(_ block: Block) {
        self.block = block
        times = Array(repeating: nil, count: block.timeColumns.count)
    }

    /// Which timestamp column the series at an index of ``Block/ids`` has: equal numbers, equal timestamps.
    public func timeColumn(at index: Int) -> Int { block.timeIndices[index] }

    /// The timestamps of the series at an index of ``Block/ids``, in milliseconds since 1970, ascending.
    public mutating func times(at index: Int) throws(BlockError) -> [Int64] {
        let number = block.timeIndices[index]
        if let known = times[number] { return known }
        let extent = block.timeColumns[number]
        if timeFrame?.number != extent.frame { timeFrame = (extent.frame, try content(extent.frame)) }
        var reader = try ByteReader(timeFrame?.content ?? [], extent.range)
        let column = try TimeColumn.read(from: &reader)
        try reader.requireEnd()
        times[number] = column
        return column
    }

    /// A value column of the series at an index of ``Block/ids``; the column must be below ``Block/columnCount``.
    public mutating func values(at index: Int, column: Int = 0) throws(BlockError) -> [Double] {
        try values(at: index, column: column, depth: 0)
    }

    /// `depth` is how many columns are being derived already: damage could make them derive from each other in a ring.
    private mutating func values(at index: Int, column: Int, depth: Int) throws(BlockError) -> [Double] {
        guard column < block.columnCount else { throw .malformed("it has no column \(column)") }
        guard depth < block.columnCount else { throw .malformed("columns are derived from each other") }
        let count = try times(at: index).count
        let (coding, extent) = block.valueColumns[index * block.columnCount + column]
        if valueFrame?.number != extent.frame { valueFrame = (extent.frame, try content(extent.frame)) }
        var reader = try ByteReader(valueFrame?.content ?? [], extent.range)
        let values: [Double]
        switch coding {
        case .copy: values = try self.values(at: index, column: Int(try reader.byte()), depth: depth + 1)
        case .growth:
            let original = Int(try reader.byte())
            let first = Double(bitPattern: try reader.fixed64())
            guard
                var growth = ValueColumn.growth(of: try self.values(at: index, column: original, depth: depth + 1)),
                !growth.isEmpty
            else { throw .malformed("a column is the growth of one that has none") }
            growth[0] = first
            values = growth
        case .suggested:
            guard let suggestion = RollupSuggestion(rawValue: try reader.byte()) else {
                throw .malformed("a column follows from others in an unknown way")
            }
            var sources: [[Double]] = []
            for source in suggestion.sources {
                sources.append(try self.values(at: index, column: source.rawValue, depth: depth + 1))
            }
            values = try suggestion.decode(sources, count, from: &reader)
        case .constant, .linear, .differences, .secondDifferences, .exclusiveOr, .offsets:
            values = try ValueColumn.read(coding, count, from: &reader)
        }
        try reader.requireEnd()
        return values
    }

    /// All columns of the series at an index of ``Block/ids``.
    public mutating func series(at index: Int) throws(BlockError) -> SeriesColumns {
        var columns: [[Double]] = []
        for column in 0..<block.columnCount { columns.append(try values(at: index, column: column)) }
        return SeriesColumns(id: block.ids[index], times: try times(at: index), values: columns)
    }

    private func content(_ frame: Int) throws(BlockError) -> [UInt8] {
        try Frame.decompress(block.bytes, block.frames[frame].range, holding: block.frames[frame].size)
    }
}
