/// A bounded reader of protobuf's wire format, field by field, over bytes that nobody vouches for.
///
/// Format: https://protobuf.dev/programming-guides/encoding/.
struct ProtobufCursor {
    /// A field's number, how its value is encoded, and where the value begins.
    struct Field {
        var number: Int
        var wire: WireType
    }

    enum WireType: UInt64 {
        case varint = 0
        case fixed64 = 1
        case bytes = 2
        case fixed32 = 5
    }

    let bytes: [UInt8]
    private(set) var offset: Int
    let end: Int

    init(_ bytes: [UInt8], in range: Range<Int>) {
        self.bytes = bytes
        offset = range.lowerBound
        end = range.upperBound
    }

    /// The next field's key; nil at the end.
    @inline(__always)
    mutating func next() throws(WireError) -> Field? {
        guard offset < end else { return nil }
        let key = try varint()
        guard let wire = WireType(rawValue: key & 7), key >> 3 >= 1, key >> 3 <= 536_870_911 else {
            throw Self.malformed("a field has a key that protobuf does not know")
        }
        return Field(number: Int(key >> 3), wire: wire)
    }

    @inline(__always)
    mutating func varint() throws(WireError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while offset < end {
            let byte = bytes[offset]
            offset += 1
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
            shift += 7
            guard shift < 64 else { throw Self.malformed("a number has more than 64 bits") }
        }
        throw Self.malformed("the bytes end inside a number")
    }

    @inline(__always)
    mutating func fixed64() throws(WireError) -> UInt64 {
        guard end - offset >= 8 else { throw Self.malformed("the bytes end inside a number") }
        var value: UInt64 = 0
        for index in 0..<8 { value |= UInt64(bytes[offset + index]) << UInt64(8 * index) }
        offset += 8
        return value
    }

    /// The range of a value with a length, which the cursor moves behind.
    @inline(__always)
    mutating func range() throws(WireError) -> Range<Int> {
        let length = try varint()
        guard length <= UInt64(end - offset) else { throw Self.malformed("a field is longer than what follows") }
        let start = offset
        offset += Int(length)
        return start..<offset
    }

    /// Moves behind a value that nobody asked for.
    mutating func skip(_ wire: WireType) throws(WireError) {
        switch wire {
        case .varint: _ = try varint()
        case .fixed64: try advance(8)
        case .bytes: _ = try range()
        case .fixed32: try advance(4)
        }
    }

    private mutating func advance(_ count: Int) throws(WireError) {
        guard end - offset >= count else { throw Self.malformed("the bytes end inside a number") }
        offset += count
    }

    private static func malformed(_ reason: String) -> WireError { .malformed(format: "protobuf", reason: reason) }
}
