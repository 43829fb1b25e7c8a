/// A number of Universal Binary JSON.
enum UBJSONNumber: Equatable {
    case integer(Int)
    case single(Float)
    case double(Double)

    /// Bytes that a number of the type takes after its marker; `nil` for a marker of another kind of value.
    static func size(of marker: UInt8) -> Int? {
        switch marker {
        case UInt8(ascii: "i"), UInt8(ascii: "U"): 1
        case UInt8(ascii: "I"): 2
        case UInt8(ascii: "l"), UInt8(ascii: "d"): 4
        case UInt8(ascii: "L"), UInt8(ascii: "D"): 8
        default: nil
        }
    }

    /// Reads the bytes after a marker that ``size(of:)`` knows; they must be there.
    @inline(__always)
    init(_ marker: UInt8, _ bytes: [UInt8], at offset: Int) {
        switch marker {
        case UInt8(ascii: "d"): self = .single(Float(bitPattern: Self.bigEndian32(bytes, offset)))
        case UInt8(ascii: "l"): self = .integer(Int(Int32(bitPattern: Self.bigEndian32(bytes, offset))))
        case UInt8(ascii: "U"): self = .integer(Int(bytes[offset]))
        case UInt8(ascii: "i"): self = .integer(Int(Int8(bitPattern: bytes[offset])))
        case UInt8(ascii: "I"):
            let bits = UInt16(bytes[offset]) << 8 | UInt16(bytes[offset + 1])
            self = .integer(Int(Int16(bitPattern: bits)))
        case UInt8(ascii: "L"): self = .integer(Int(Int64(bitPattern: Self.bigEndian64(bytes, offset))))
        default: self = .double(Double(bitPattern: Self.bigEndian64(bytes, offset)))
        }
    }

    @inline(__always)
    static func bigEndian32(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
        UInt32(bytes[offset]) << 24 | UInt32(bytes[offset + 1]) << 16 | UInt32(bytes[offset + 2]) << 8
            | UInt32(bytes[offset + 3])
    }

    @inline(__always)
    private static func bigEndian64(_ bytes: [UInt8], _ offset: Int) -> UInt64 {
        UInt64(bigEndian32(bytes, offset)) << 32 | UInt64(bigEndian32(bytes, offset + 4))
    }
}
