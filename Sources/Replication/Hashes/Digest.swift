internal import Crypto

/// A SHA-256.
public struct Digest: Sendable, Hashable, CustomStringConvertible {
    /// Bytes of a digest.
    public static let byteCount = 32

    /// What stands where there is nothing to name: 32 zeros.
    public static let none = Digest(words: SIMD4(repeating: 0))

    private let words: SIMD4<UInt64>

    private init(words: SIMD4<UInt64>) { self.words = words }

    /// The SHA-256 of some bytes.
    public init(of bytes: [UInt8]) {
        self.init(taking: SHA256.hash(data: bytes))
    }

    /// A stored digest; nil for anything but 32 bytes.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.init(taking: bytes)
    }

    private init(taking bytes: some Sequence<UInt8>) {
        var words = SIMD4<UInt64>()
        for (index, byte) in bytes.enumerated() { words[index / 8] = words[index / 8] << 8 | UInt64(byte) }
        self.words = words
    }

    /// The 32 bytes.
    public var bytes: [UInt8] {
        (0..<Self.byteCount).map { UInt8(truncatingIfNeeded: words[$0 / 8] >> (56 - 8 * UInt64($0 % 8))) }
    }

    /// 64 hexadecimal digits.
    public var description: String { (0..<4).map { Hexadecimal.text(words[$0]) }.joined() }
}
