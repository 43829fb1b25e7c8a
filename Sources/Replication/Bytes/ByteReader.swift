/// Reads what ``ByteWriter`` wrote; answers nil instead of reading behind the end.
struct ByteReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isAtEnd: Bool { rest.isEmpty }

    var remaining: Int { rest.count }

    mutating func integer<Value: FixedWidthInteger>(_ type: Value.Type) -> Value? {
        guard let taken = bytes(Value.bitWidth / 8) else { return nil }
        return taken.reversed().reduce(0) { $0 << 8 | Value(truncatingIfNeeded: $1) }
    }

    mutating func bytes(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    mutating func word() -> Word128? { bytes(16).map { Word128(bigEndian: $0) } }

    mutating func digest() -> Digest? { bytes(Digest.byteCount).flatMap { Digest(Array($0)) } }
}
