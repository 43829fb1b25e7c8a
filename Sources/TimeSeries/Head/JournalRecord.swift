/// Rows of the head as bytes, to survive the end of the process until they are in blocks.
///
/// `GCTJ`, a version (1 byte), the CRC-32C of what follows (4 bytes), the number of bytes that the zstd frame behind it
/// holds (variable), and the frame: the number of rows, and for each its time as a difference to the row before, the
/// number of the earlier row with the same ids plus one, or 0 and the ids as differences, and the values as they are.
public enum JournalRecord {
    static let magic: [UInt8] = Array("GCTJ".utf8)
    private static let version: UInt8 = 1
    static let headerBytes = 9
    private static let level: Int32 = 1

    /// Throws ``BlockError`` where the rows are more than ``Limits/journalRows`` or ``Limits/journalBytes``; see
    /// ``split(_:)``.
    public static func encode(_ rows: ArraySlice<SampleRow>) throws(BlockError) -> [UInt8] {
        guard rows.count <= Limits.journalRows else {
            throw .overLimit("rows", found: UInt64(rows.count), limit: Limits.journalRows)
        }
        var content = ByteWriter()
        content.append(variable: rows.count)
        var time: Int64 = 0
        var columns: [(ids: [UInt32], row: Int)] = []
        for (number, row) in rows.enumerated() {
            content.append(signed: row.time &- time)
            time = row.time
            content.append(variable: row.ids.count)
            if let known = columns.last(where: { $0.ids == row.ids }) {
                content.append(variable: known.row + 1)
            } else {
                content.append(variable: 0)
                var id: UInt32 = 0
                for next in row.ids {
                    content.append(variable: Int(next - id))
                    id = next
                }
                if columns.count == 16 { columns.removeFirst() }
                columns.append((row.ids, number))
            }
            for value in row.values { content.append(fixed64: value.bitPattern) }
        }
        guard content.bytes.count <= Limits.journalBytes else {
            throw .overLimit("bytes", found: UInt64(content.bytes.count), limit: Limits.journalBytes)
        }
        var tail = ByteWriter()
        tail.append(variable: content.bytes.count)
        tail.bytes += try Frame.compress(content.bytes, level: level)
        var record = ByteWriter()
        record.bytes = magic + [version]
        record.append(fixed32: Checksum.castagnoli.of(tail.bytes, tail.bytes.indices))
        return record.bytes + tail.bytes
    }

    /// Parts of rows that each fit into a record.
    public static func split(_ rows: [SampleRow]) -> [ArraySlice<SampleRow>] {
        var parts: [ArraySlice<SampleRow>] = []
        var (start, bytes) = (0, 0)
        for (index, row) in rows.enumerated() {
            // Five bytes bound the difference of an id, thirty the rest of a row.
            let more = row.ids.count * 13 + 30
            if index > start, bytes + more > Limits.journalBytes / 2 || index - start == Limits.journalRows {
                parts.append(rows[start..<index])
                (start, bytes) = (index, 0)
            }
            bytes += more
        }
        if start < rows.count { parts.append(rows[start...]) }
        return parts
    }

    /// The rows of a record.
    ///
    /// The bytes may be anything: what is no record, or has an id above `highestID`, throws.
    public static func decode(_ bytes: [UInt8], highestID: UInt32 = .max) throws(BlockError) -> [SampleRow] {
        guard bytes.starts(with: magic) else { throw .notABlock }
        guard bytes.count > headerBytes else { throw .truncated }
        guard bytes[4] == version else { throw .unknownVersion(bytes[4]) }
        var header = try ByteReader(bytes, 5..<headerBytes)
        guard try header.fixed32() == Checksum.castagnoli.of(bytes, headerBytes..<bytes.count) else {
            throw .checksum
        }
        var outer = try ByteReader(bytes, headerBytes..<bytes.count)
        let size = try outer.count("bytes", atMost: Limits.journalBytes)
        let content = try Frame.decompress(bytes, try outer.skip(outer.remaining), holding: size)
        var reader = ByteReader(content)
        var rows: [SampleRow] = []
        var time: Int64 = 0
        for number in 0..<(try reader.count("rows", atMost: Limits.journalRows)) {
            time = time &+ (try reader.signed())
            let count = try reader.count("samples", atMost: reader.remaining / 8)
            let known = try reader.count("rows before", atMost: number)
            let ids =
                known > 0
                ? rows[known - 1].ids : try readIDs(count, highestID: highestID, from: &reader)
            guard ids.count == count else { throw .malformed("a row has other ids than it says") }
            guard reader.remaining / 8 >= count else { throw .truncated }
            var values: [Double] = []
            values.reserveCapacity(count)
            for _ in 0..<count { values.append(Double(bitPattern: try reader.fixed64())) }
            rows.append(SampleRow(time: time, ids: ids, values: values))
        }
        try reader.requireEnd()
        return rows
    }

    private static func readIDs(
        _ count: Int, highestID: UInt32, from reader: inout ByteReader
    ) throws(BlockError) -> [UInt32] {
        var ids: [UInt32] = []
        ids.reserveCapacity(count)
        var id: UInt64 = 0
        for index in 0..<count {
            let step = try reader.variable()
            guard index == 0 || step > 0, step <= UInt64(highestID), id + step <= UInt64(highestID) else {
                throw .malformed("ids do not ascend, or are no ids")
            }
            id += step
            ids.append(UInt32(id))
        }
        return ids
    }
}
