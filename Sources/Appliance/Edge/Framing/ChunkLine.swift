/// The line that begins a chunk: its size in hexadecimal, and extensions that nobody reads (RFC 9112, 7.1).
enum ChunkLine {
    /// The size in bytes.
    ///
    /// - Throws: ``RequestFault/chunk`` for a number of no or over 15 digits, or extensions with control characters.
    static func size(_ line: borrowing Span<UInt8>) throws(RequestFault) -> Int {
        var size = 0
        var index = 0
        while index < line.count, let digit = line[index].hexValue {
            size = size << 4 | digit
            index += 1
            guard index <= 15 else { throw .chunk }
        }
        guard index > 0 else { throw .chunk }
        guard index < line.count else { return size }
        guard line[index] == UInt8(ascii: ";") else { throw .chunk }
        while index < line.count {
            guard line[index].isFieldValue else { throw .chunk }
            index += 1
        }
        return size
    }
}
