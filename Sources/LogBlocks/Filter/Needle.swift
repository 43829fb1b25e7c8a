/// A text that a line must contain, byte for byte.
public struct Needle: Sendable, Hashable {
    /// The text.
    public let bytes: [UInt8]

    /// Of the tokens that a segment with such a line has.
    let tokens: [UInt64]

    /// An empty text is in every line.
    public init(_ bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes)
        tokens = Tokens.hashes(insideNeedle: self.bytes)
    }

    /// The bytes of a text in UTF-8.
    public init(_ text: String) {
        self.init(text.utf8)
    }
}
