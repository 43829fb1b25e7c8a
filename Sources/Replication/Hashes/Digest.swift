internal import Crypto

/// A SHA-256.
public struct Digest: Sendable, Hashable, CustomStringConvertible {
    /// Bytes of a digest.
    public static let byteCount = 32

    /// What stands where there is nothing to name: 32 zeros.
    public static let none = Digest(taking: [UInt8](repeating: 0, count: byteCount))

    private let high: Word128
    private let low: Word128

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
        var bytes = bytes.makeIterator()
        func half() -> Word128 { Word128(bigEndian: (0..<16).map { _ in bytes.next() ?? 0 }) }
        high = half()
        low = half()
    }

    /// The 32 bytes.
    public var bytes: [UInt8] { high.bytes + low.bytes }

    /// 64 hexadecimal digits.
    public var description: String { "\(high)\(low)" }
}
