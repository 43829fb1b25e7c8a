/// Spans packed together as bytes, which compress well behind it.
///
/// Layout, all numbers as varints (LEB128) and signed ones as zigzag: the version; the count of texts, then each with its length;
/// the count of spans, then each field by field with texts as their place in the table and times as the difference to the span
/// before; last eight bytes, little-endian, of FNV-1a over everything before them, because SQLite checks no content.
public enum SpanBlock {
    /// The first byte; another layout gets another one.
    static let version: UInt64 = 1

    /// Packs spans in their order.
    public static func encode(_ spans: [Span]) -> [UInt8] {
        var encoder = SpanEncoder()
        for span in spans { encoder.append(span) }
        return encoder.finish(count: spans.count)
    }

    /// The spans of a block.
    ///
    /// Throws ``SpanBlockError`` for bytes that are none, whatever they are.
    public static func decode(_ bytes: [UInt8]) throws(SpanBlockError) -> [Span] {
        guard bytes.count >= 8 else { throw .damaged }
        let end = bytes.count - 8
        guard checksum(bytes[..<end]) == Hex.number(bytes[end...].reversed()) else { throw .damaged }
        var decoder = SpanDecoder(bytes, end: end)
        return try decoder.spans()
    }

    /// FNV-1a of 64 bits (http://www.isthe.com/chongo/tech/comp/fnv/).
    static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}

/// Why bytes are no block of spans.
public enum SpanBlockError: Error, Hashable, CustomStringConvertible {
    /// The checksum or the layout is wrong.
    case damaged
    /// A newer program wrote it.
    case unknownVersion(UInt64)

    /// The reason in a whole sentence.
    public var description: String {
        switch self {
        case .damaged: "A block of spans is damaged."
        case .unknownVersion(let version):
            "A block of spans has the version \(version), which this program cannot read."
        }
    }
}
