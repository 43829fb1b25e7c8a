/// Bounds of this room.
///
/// Every length that a segment declares is compared with its bound before memory is taken for it.
public enum Limits {
    /// Bytes of text after which a block ends; one longer line makes a longer block.
    public static let blockTextBytes = 64 << 10
    /// Entries of one block; empty lines take no text, so the text alone does not bound them.
    public static let blockEntries = 8_192
    /// Bytes of one line.
    public static let lineBytes = 10 << 20
    /// Bytes of the structured metadata of one entry, as it is stored.
    public static let metadataBytes = 64 << 10
    /// Labels in the structured metadata of one entry.
    public static let metadataLabels = 128
    /// Bytes of the columns of one block before they are compressed.
    public static let columnBytes = 4 << 20
    /// Blocks of one segment.
    public static let blocks = 16_384
    /// Streams of one segment.
    public static let streams = 65_536
    /// Bytes of one segment as it is stored.
    public static let segmentBytes = 64 << 20
    /// Bytes of a segment's header: its streams and its blocks' directory.
    public static let headerBytes = 4 << 20
    /// Distinct tokens of a segment's filter; a segment with more has none and is always searched.
    public static let filterTokens = 1 << 17
    /// Bits that a filter spends on a token.
    public static let filterBitsPerToken = 10
    /// Bytes of a dictionary.
    public static let dictionaryBytes = 128 << 10
    /// Bytes of the lines that a dictionary is trained with.
    public static let trainingBytes = 4 << 20
    /// The highest level of zstd.
    public static let highestLevel: Int32 = 19
}
