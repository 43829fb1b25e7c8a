/// Everything about the entries of a block but their lines.
///
/// ```
/// unit · stream runs (place step, length) · times (steps in units) · line lengths · 1 if there is metadata
/// metadata: its lengths, then itself
/// ```
/// The unit is the number of decimal zeros that all times end with: logs of a millisecond's precision then cost a byte
/// an entry.
struct BlockColumns {
    /// For each entry the place of its stream in the segment's summary.
    var streams: [UInt32] = []
    var timestamps: [Int64] = []
    /// Where each line ends in the block's text.
    var ends: [Int] = []
    /// Where each entry's metadata ends; empty where no entry has any.
    var metadataEnds: [Int] = []
    var metadata: [UInt8] = []

    private static let units: [(zeros: UInt8, factor: Int64)] = [
        (9, 1_000_000_000), (6, 1_000_000), (3, 1_000), (0, 1),
    ]

    /// Bytes of metadata and entries so far; an upper bound of what ``encoded`` takes, but for the first few bytes.
    var bytes: Int { timestamps.count * 32 + metadata.count }

    var encoded: [UInt8] {
        var writer = ByteWriter()
        let unit = Self.units.first { unit in timestamps.allSatisfy { $0 % unit.factor == 0 } } ?? (0, 1)
        writer.bytes.append(unit.zeros)
        writeStreams(&writer)
        var previous: Int64 = 0
        for timestamp in timestamps {
            let scaled = timestamp / unit.factor
            writer.zigzag(scaled &- previous)
            previous = scaled
        }
        Self.writeLengths(ends, &writer)
        writer.bytes.append(metadataEnds.isEmpty ? 0 : 1)
        if !metadataEnds.isEmpty {
            Self.writeLengths(metadataEnds, &writer)
            writer.bytes += metadata
        }
        return writer.bytes
    }

    private func writeStreams(_ writer: inout ByteWriter) {
        var start = 0
        var previous: UInt32 = 0
        while start < streams.count {
            let stream = streams[start]
            let end = streams[start...].firstIndex { $0 != stream } ?? streams.count
            writer.varint(UInt64(stream &- previous))
            writer.varint(end - start)
            previous = stream
            start = end
        }
    }

    private static func writeLengths(_ ends: [Int], _ writer: inout ByteWriter) {
        var previous = 0
        for end in ends {
            writer.varint(end - previous)
            previous = end
        }
    }

    init() {}

    /// Reads the columns of a block of the directory and checks them against it.
    init(_ bytes: [UInt8], of block: SegmentHeader.Block) throws(LogBlockError) {
        var reader = ByteReader(bytes[...])
        let zeros = try reader.byte()
        guard let unit = Self.units.first(where: { $0.zeros == zeros }) else {
            throw .damaged("its times have no unit")
        }
        try readStreams(&reader, of: block)
        timestamps.reserveCapacity(block.entries)
        var scaled: Int64 = 0
        for _ in 0..<block.entries {
            scaled = scaled &+ (try reader.zigzag())
            let (timestamp, overflow) = scaled.multipliedReportingOverflow(by: unit.factor)
            guard !overflow, block.first <= timestamp, timestamp <= block.last else {
                throw .damaged("an entry is outside the time of its block")
            }
            timestamps.append(timestamp)
        }
        ends = try Self.readLengths(&reader, block.entries, total: block.textBytes)
        guard ends.last == block.textBytes else { throw .damaged("the lines of a block do not fill it") }
        if try reader.byte() != 0 {
            metadataEnds = try Self.readLengths(&reader, block.entries, total: Limits.columnBytes)
            metadata = Array(try reader.slice(metadataEnds.last ?? 0))
        }
        try reader.expectEnd()
    }

    private mutating func readStreams(_ reader: inout ByteReader, of block: SegmentHeader.Block) throws(LogBlockError) {
        streams.reserveCapacity(block.entries)
        var place: UInt64 = 0
        while streams.count < block.entries {
            place = place &+ (try reader.varint())
            let length = try reader.count("entries in a block", limit: block.entries - streams.count)
            guard length > 0, place <= UInt64(Limits.streams), block.streams.contains(Int(place)) else {
                throw .damaged("an entry has a stream that its block has not")
            }
            streams.append(contentsOf: repeatElement(UInt32(place), count: length))
        }
    }

    private static func readLengths(
        _ reader: inout ByteReader, _ count: Int, total: Int
    ) throws(LogBlockError) -> [Int] {
        var ends: [Int] = []
        ends.reserveCapacity(count)
        var end = 0
        for _ in 0..<count {
            end += try reader.count("bytes in a block", limit: total - end)
            ends.append(end)
        }
        return ends
    }
}
