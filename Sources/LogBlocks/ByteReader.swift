/// Reads what ``ByteWriter`` wrote, and never beyond the end.
struct ByteReader {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    /// Bytes that are left.
    var remaining: Int { bytes.endIndex - position }

    mutating func byte() throws(LogBlockError) -> UInt8 {
        guard position < bytes.endIndex else { throw .damaged("it ends too early") }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func fixed32() throws(LogBlockError) -> UInt32 {
        var value: UInt32 = 0
        for shift in stride(from: 0, to: 32, by: 8) { value |= UInt32(try byte()) << UInt32(shift) }
        return value
    }

    mutating func fixed64() throws(LogBlockError) -> Int64 {
        var value: UInt64 = 0
        for shift in stride(from: 0, to: 64, by: 8) { value |= UInt64(try byte()) << UInt64(shift) }
        return Int64(bitPattern: value)
    }

    mutating func varint() throws(LogBlockError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = try byte()
            guard shift < 63 || next <= 1 else { throw .damaged("a number is too long") }
            value |= UInt64(next & 0x7f) << shift
            if next & 0x80 == 0 { return value }
            shift += 7
        }
    }

    mutating func zigzag() throws(LogBlockError) -> Int64 {
        let value = try varint()
        return Int64(bitPattern: (value >> 1) ^ (0 &- (value & 1)))
    }

    /// A count that must not be beyond its bound.
    mutating func count(_ what: String, limit: Int) throws(LogBlockError) -> Int {
        let value = try varint()
        guard value <= UInt64(limit) else { throw .tooLarge(what, count: Int(clamping: value), limit: limit) }
        return Int(value)
    }

    mutating func slice(_ count: Int) throws(LogBlockError) -> ArraySlice<UInt8> {
        guard count >= 0, count <= remaining else { throw .damaged("it ends too early") }
        defer { position += count }
        return bytes[position..<position + count]
    }

    /// Whether nothing is left.
    func expectEnd() throws(LogBlockError) {
        guard remaining == 0 else { throw .damaged("\(remaining) bytes follow its end") }
    }
}
