/// Where each column of a block is.
struct BlockDirectory {
    private(set) var ids: [UInt32] = []
    private(set) var timeColumns: [Block.ColumnExtent] = []
    private(set) var timeIndices: [Int] = []
    private(set) var valueColumns: [(coding: ValueCoding, extent: Block.ColumnExtent)] = []

    init(_ content: [UInt8], columns: Int, frames: [Block.FrameExtent]) throws(BlockError) {
        var reader = ByteReader(content)
        var place = FramePlace(frames: frames)
        let timeCount = try reader.count("timestamp columns", atMost: Limits.blockTimeColumns)
        for _ in 0..<timeCount {
            try place.beginItem()
            let length = try reader.count("bytes in a column", atMost: Limits.largestFrameBytes)
            timeColumns.append(try place.column(length))
        }
        let seriesCount = try reader.count("series", atMost: Limits.blockSeries)
        guard seriesCount > 0, timeCount > 0 else { throw .malformed("it has no series") }
        var id: UInt64 = 0
        for index in 0..<seriesCount {
            let step = try reader.count("ids between two series", atMost: Int(UInt32.max))
            id += UInt64(step)
            guard id <= UInt64(UInt32.max), index == 0 || step > 0 else { throw .malformed("ids do not ascend") }
            ids.append(UInt32(id))
            timeIndices.append(try reader.count("timestamp columns", atMost: timeCount - 1))
            try place.beginItem()
            for _ in 0..<columns {
                guard let coding = ValueCoding(rawValue: try reader.byte()) else {
                    throw .malformed("a column has an unknown coding")
                }
                let length = try reader.count("bytes in a column", atMost: Limits.largestFrameBytes)
                valueColumns.append((coding, try place.column(length)))
            }
        }
        try reader.requireEnd()
        try place.requireEnd()
    }
}

/// Walks through the frames as columns take their bytes.
private struct FramePlace {
    let frames: [Block.FrameExtent]
    private var frame = 0
    private var offset = 0

    init(frames: [Block.FrameExtent]) { self.frames = frames }

    mutating func beginItem() throws(BlockError) {
        if frame < frames.count, offset == frames[frame].size { (frame, offset) = (frame + 1, 0) }
        guard frame < frames.count else { throw .malformed("columns lie behind the last frame") }
    }

    mutating func column(_ length: Int) throws(BlockError) -> Block.ColumnExtent {
        guard length <= frames[frame].size - offset else { throw .malformed("a column leaves its frame") }
        offset += length
        return Block.ColumnExtent(frame: frame, range: offset - length..<offset)
    }

    func requireEnd() throws(BlockError) {
        guard frame == frames.count - 1, offset == frames[frame].size else {
            throw .malformed("a frame holds more than its columns")
        }
    }
}
