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
        guard column < block.columnCount else { throw .malformed("it has no column \(column)") }
        let count = try times(at: index).count
        let (coding, extent) = block.valueColumns[index * block.columnCount + column]
        if valueFrame?.number != extent.frame { valueFrame = (extent.frame, try content(extent.frame)) }
        var reader = try ByteReader(valueFrame?.content ?? [], extent.range)
        if coding == .copy || coding == .growth {
            let original = Int(try reader.byte())
            guard original < column else { throw .malformed("a column is derived from a later one") }
            let first = coding == .growth ? Double(bitPattern: try reader.fixed64()) : nil
            try reader.requireEnd()
            let source = try values(at: index, column: original)
            guard let first else { return source }
            guard var growth = ValueColumn.growth(of: source), !growth.isEmpty else {
                throw .malformed("a column is the growth of one that has none")
            }
            growth[0] = first
            return growth
        }
        let values = try ValueColumn.read(coding, count, from: &reader)
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
