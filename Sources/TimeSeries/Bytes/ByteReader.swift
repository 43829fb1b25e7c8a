/// Reads numbers from bytes that may be anything: what is not there, or too large, is an error.
struct ByteReader {
    let bytes: [UInt8]
    private(set) var offset: Int
    let end: Int

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        offset = 0
        end = bytes.count
    }

    /// Reads a part; it must lie within the bytes.
    init(_ bytes: [UInt8], _ range: Range<Int>) throws(BlockError) {
        guard range.lowerBound >= 0, range.upperBound <= bytes.count else { throw .truncated }
        self.bytes = bytes
        offset = range.lowerBound
        end = range.upperBound
    }

    var remaining: Int { end - offset }

    mutating func byte() throws(BlockError) -> UInt8 {
        guard offset < end else { throw .truncated }
        let byte = bytes[offset]
        offset += 1
        return byte
    }

    mutating func fixed32() throws(BlockError) -> UInt32 {
        guard remaining >= 4 else { throw .truncated }
        var value: UInt32 = 0
        for index in 0..<4 { value |= UInt32(bytes[offset + index]) << UInt32(8 * index) }
        offset += 4
        return value
    }

    mutating func fixed64() throws(BlockError) -> UInt64 {
        guard remaining >= 8 else { throw .truncated }
        var value: UInt64 = 0
        for index in 0..<8 { value |= UInt64(bytes[offset + index]) << UInt64(8 * index) }
        offset += 8
        return value
    }

    mutating func variable() throws(BlockError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while offset < end {
            let byte = bytes[offset]
            offset += 1
            if shift == 63, byte > 1 { throw .malformed("a number has more than 64 bits") }
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
            shift += 7
            if shift > 63 { throw .malformed("a number has more than 64 bits") }
        }
        throw .truncated
    }

    mutating func signed() throws(BlockError) -> Int64 { ZigZag.decode(try variable()) }

    /// A count or a length, at most `limit`.
    mutating func count(_ what: String, atMost limit: Int) throws(BlockError) -> Int {
        let value = try variable()
        guard value <= UInt64(limit) else { throw .overLimit(what, found: value, limit: limit) }
        return Int(value)
    }

    /// Steps over so many bytes and answers where they are.
    mutating func skip(_ count: Int) throws(BlockError) -> Range<Int> {
        guard count >= 0, count <= remaining else { throw .truncated }
        let range = offset..<offset + count
        offset += count
        return range
    }

    func requireEnd() throws(BlockError) {
        guard offset == end else { throw .malformed("\(remaining) bytes are left over") }
    }
}
