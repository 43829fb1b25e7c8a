/// Takes numbers and pieces from the front of an input, so that a target can put something together of it.
///
/// Behind the end there are zeros and empty pieces: any input is one for any target.
struct FuzzReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isEmpty: Bool { rest.isEmpty }

    mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

    /// Of two bytes.
    mutating func short() -> Int { Int(byte()) | Int(byte()) << 8 }

    /// Of eight bytes, little-endian.
    mutating func long() -> Int64 {
        Int64(bitPattern: (0..<8).reduce(0) { number, index in number | UInt64(byte()) << UInt64(8 * index) })
    }

    /// A piece with its length, two bytes, in front.
    mutating func piece() -> [UInt8] {
        let length = short()
        let piece = Array(rest.prefix(length))
        rest = rest.dropFirst(piece.count)
        return piece
    }

    /// All that is left.
    mutating func remainder() -> [UInt8] {
        defer { rest = [] }
        return Array(rest)
    }
}
