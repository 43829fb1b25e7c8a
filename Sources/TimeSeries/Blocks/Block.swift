/// A block of samples as it was read: checked as a whole, decoded column by column.
///
/// The bytes may be anything. Whatever they are, reading them either gives columns or throws ``BlockError``; memory is
/// taken only for what a limit of ``Limits`` allows.
public struct Block: Sendable {
    /// The ids of its series, ascending.
    public let ids: [UInt32]
    /// Value columns of each series.
    public let columnCount: Int

    let bytes: [UInt8]
    let frames: [FrameExtent]
    /// Of each timestamp column: its frame and its place in what the frame holds.
    let timeColumns: [ColumnExtent]
    /// Of each series: the number of its timestamp column.
    let timeIndices: [Int]
    /// Of each series in turn: its value columns.
    let valueColumns: [(coding: ValueCoding, extent: ColumnExtent)]

    /// Where a frame is in the block, and how much it holds.
    struct FrameExtent: Sendable {
        let range: Range<Int>
        let size: Int
    }

    struct ColumnExtent: Sendable {
        let frame: Int
        let range: Range<Int>
    }

    /// Checks the checksum and reads the directory.
    public init(_ bytes: [UInt8]) throws(BlockError) {
        guard bytes.count <= Limits.blockBytes else {
            throw .overLimit("bytes", found: UInt64(bytes.count), limit: Limits.blockBytes)
        }
        guard bytes.starts(with: BlockFormat.magic) else { throw .notABlock }
        guard bytes.count > BlockFormat.headerBytes else { throw .truncated }
        guard (BlockFormat.oldestVersion...BlockFormat.version).contains(bytes[4]) else {
            throw .unknownVersion(bytes[4])
        }
        var stored = try ByteReader(bytes, BlockFormat.checksumOffset..<BlockFormat.headerBytes)
        guard try stored.fixed32() == BlockFormat.checksum(of: bytes) else { throw .checksum }
        guard bytes[6] == 0, bytes[7] == 0 else { throw .malformed("reserved bytes are set") }
        columnCount = Int(bytes[5])
        guard (1...Limits.columnsPerSeries).contains(columnCount) else {
            throw .overLimit("columns for a series", found: UInt64(columnCount), limit: Limits.columnsPerSeries)
        }

        var reader = try ByteReader(bytes, BlockFormat.headerBytes..<bytes.count)
        let directorySize = try reader.count("bytes in its directory", atMost: Limits.largestFrameBytes)
        let directoryLength = try reader.count("compressed bytes", atMost: Limits.blockBytes)
        let frameCount = try reader.count(
            "frames", atMost: Limits.blockSeries * Limits.columnsPerSeries + Limits.blockTimeColumns)
        var sizes: [(size: Int, length: Int)] = []
        for _ in 0..<frameCount {
            let size = try reader.count("bytes in a frame", atMost: Limits.largestFrameBytes)
            sizes.append((size, try reader.count("compressed bytes", atMost: Limits.blockBytes)))
        }
        let directoryRange = try reader.skip(directoryLength)
        var frames: [FrameExtent] = []
        for (size, length) in sizes { frames.append(FrameExtent(range: try reader.skip(length), size: size)) }
        try reader.requireEnd()

        let content = try Frame.decompress(bytes, directoryRange, holding: directorySize)
        let directory = try BlockDirectory(content, columns: columnCount, frames: frames)
        self.bytes = bytes
        self.frames = frames
        ids = directory.ids
        timeColumns = directory.timeColumns
        timeIndices = directory.timeIndices
        valueColumns = directory.valueColumns
    }

    /// Where a series is among ``ids``; nil where the block does not have it.
    public func index(of id: UInt32) -> Int? {
        var (low, high) = (0, ids.count)
        while low < high {
            let middle = (low + high) / 2
            if ids[middle] < id { low = middle + 1 } else { high = middle }
        }
        return low < ids.count && ids[low] == id ? low : nil
    }
}
