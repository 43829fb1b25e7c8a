/// The block format of snappy, as remote write and Loki's push use it: a length and the elements, without frames or checksums.
///
/// Format: https://github.com/google/snappy/blob/main/format_description.txt.
public enum SnappyBlock {
    private static let format = "snappy"

    /// The content of a block, if it has at most `limit` bytes.
    ///
    /// The length that the block declares is checked before anything is allocated, and the elements must give exactly that
    /// many bytes. Throws ``CompressionError``.
    public static func decompress(
        _ block: [UInt8], limit: Int = Limits.maxBodyBytes
    ) throws(CompressionError) -> [UInt8] {
        guard let length = declaredLength(block) else { throw .malformed(format: format) }
        guard length <= limit else { throw .tooLarge(format: format, limit: limit) }
        // An element of three bytes copies at most 64: what declares more than that ratio is no block.
        guard length <= block.count * 64 else { throw .malformed(format: format) }
        guard let content = NativeCompression.snappyContent(block, length: length) else {
            throw .malformed(format: format)
        }
        return content
    }

    /// A block with the bytes as content.
    ///
    /// Throws ``CompressionError``.
    public static func compress(_ content: [UInt8]) throws(CompressionError) -> [UInt8] {
        guard let block = NativeCompression.snappyBlock(content) else { throw .failed(format: format) }
        return block
    }

    /// The varint that a block begins with; nil where it is none of 32 bits.
    private static func declaredLength(_ block: [UInt8]) -> Int? {
        var length: UInt64 = 0
        for (index, byte) in block.prefix(5).enumerated() {
            length |= UInt64(byte & 0x7f) << UInt64(7 * index)
            if byte < 0x80 { return length <= UInt64(UInt32.max) ? Int(length) : nil }
        }
        return nil
    }
}
