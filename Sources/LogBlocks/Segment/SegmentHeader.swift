/// The beginning of a segment: what it holds and where its blocks are.
///
/// ```
/// magic "GLOG" · version (1 byte) · header bytes (4) · CRC-32 of the header (4) · header · blocks
/// header: dictionary (4) · summary · block count · for each block its entry of the directory
/// block: a zstd frame of its lines, then a zstd frame of its columns; both carry zstd's checksum of their content
/// ```
/// Fixed numbers are little-endian, the others are LEB128.
struct SegmentHeader: Sendable, Equatable {
    static let magic = Array("GLOG".utf8)
    static let version: UInt8 = 1
    /// Magic, version, length and checksum.
    static let prefixBytes = 13

    /// One block in the directory.
    struct Block: Sendable, Equatable {
        var entries: Int
        /// Places in the summary's streams, not their numbers.
        var streams: ClosedRange<Int>
        var first: Int64
        var last: Int64
        var textBytes: Int
        var columnBytes: Int
        var textFrameBytes: Int
        var columnFrameBytes: Int
    }

    /// The dictionary of the lines; 0 for none.
    var dictionary: UInt32
    var summary: SegmentSummary
    var blocks: [Block]

    /// Everything before the first block.
    var encoded: [UInt8] {
        var header = ByteWriter()
        header.fixed(dictionary)
        header.fixed(summary.first)
        header.fixed(summary.last)
        header.bytes += summary.encodedStreams
        header.varint(blocks.count)
        for block in blocks {
            header.varint(block.entries)
            header.varint(block.streams.lowerBound)
            header.varint(block.streams.count - 1)
            header.varint(UInt64(bitPattern: block.first &- summary.first))
            header.varint(UInt64(bitPattern: block.last &- block.first))
            header.varint(block.textBytes)
            header.varint(block.columnBytes)
            header.varint(block.textFrameBytes)
            header.varint(block.columnFrameBytes)
        }
        var writer = ByteWriter(bytes: Self.magic + [Self.version])
        writer.fixed(UInt32(header.bytes.count))
        writer.fixed(Checksum.crc32(header.bytes[...]))
        return writer.bytes + header.bytes
    }

    /// Reads the header of a segment and answers where the blocks begin.
    static func decode(_ segment: [UInt8]) throws(LogBlockError) -> (header: SegmentHeader, end: Int) {
        guard segment.count <= Limits.segmentBytes else {
            throw .tooLarge("bytes", count: segment.count, limit: Limits.segmentBytes)
        }
        guard segment.starts(with: magic) else { throw .notASegment }
        var prefix = ByteReader(segment[magic.count...])
        let version = try prefix.byte()
        guard version == Self.version else { throw .unknownVersion(Int(version)) }
        let count = Int(try prefix.fixed32())
        guard count <= Limits.headerBytes else {
            throw .tooLarge("bytes in its header", count: count, limit: Limits.headerBytes)
        }
        let checksum = try prefix.fixed32()
        let bytes = try prefix.slice(count)
        guard Checksum.crc32(bytes) == checksum else { throw .damaged("the checksum of its header is wrong") }
        var reader = ByteReader(bytes)
        let header = try SegmentHeader(&reader)
        try reader.expectEnd()
        let end = prefixBytes + count
        let total = header.blocks.reduce(0) { $0 + $1.textFrameBytes + $1.columnFrameBytes }
        guard total == segment.count - end else { throw .damaged("its blocks are not as long as its header says") }
        return (header, end)
    }

    init(dictionary: UInt32, summary: SegmentSummary, blocks: [Block]) {
        self.dictionary = dictionary
        self.summary = summary
        self.blocks = blocks
    }

    private init(_ reader: inout ByteReader) throws(LogBlockError) {
        dictionary = try reader.fixed32()
        let (first, last) = (try reader.fixed64(), try reader.fixed64())
        guard first <= last else { throw .damaged("it ends before it begins") }
        summary = SegmentSummary(first: first, last: last, streams: try SegmentSummary.decodeStreams(&reader))
        blocks = []
        for _ in 0..<(try reader.count("blocks", limit: Limits.blocks)) {
            blocks.append(try Self.block(&reader, summary))
        }
        guard blocks.reduce(0, { $0 + $1.entries }) == summary.entries else {
            throw .damaged("its blocks and its streams have different numbers of entries")
        }
    }

    private static func block(_ reader: inout ByteReader, _ summary: SegmentSummary) throws(LogBlockError) -> Block {
        let entries = try reader.count("entries in a block", limit: Limits.blockEntries)
        let lowest = try reader.count("streams", limit: Limits.streams)
        let highest = lowest + (try reader.count("streams", limit: Limits.streams))
        guard entries > 0, highest < summary.streams.count else { throw .damaged("a block has no entry or no stream") }
        let first = summary.first &+ Int64(bitPattern: try reader.varint())
        let last = first &+ Int64(bitPattern: try reader.varint())
        guard summary.first <= first, first <= last, last <= summary.last else {
            throw .damaged("a block is outside its time")
        }
        return Block(
            entries: entries, streams: lowest...highest, first: first, last: last,
            textBytes: try reader.count("bytes in a block", limit: Limits.blockTextBytes + Limits.lineBytes),
            columnBytes: try reader.count("bytes in a block's columns", limit: Limits.columnBytes),
            textFrameBytes: try reader.count("bytes", limit: Limits.segmentBytes),
            columnFrameBytes: try reader.count("bytes", limit: Limits.segmentBytes))
    }
}
