internal import Crypto

/// The SHA-256 of an API key: what the database keeps of it, and what a key is looked up by.
///
/// The 178 random bits of a key need no slow hash against guessing. A lookup by digest takes a time that depends on the
/// digest alone, of which nothing about the key can be learned.
public struct APIKeyDigest: Sendable, Hashable {
    /// Bytes of a digest.
    public static let length = 32

    /// Four words rather than an array: a key of a dictionary that is looked at on every request.
    private let words: (UInt64, UInt64, UInt64, UInt64)

    init(of characters: [UInt8]) {
        self.init(SHA256.hash(data: characters))
    }

    /// A stored digest; nil for anything but 32 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.length else { return nil }
        self.init(bytes)
    }

    private init(_ bytes: some Sequence<UInt8>) {
        var bytes = bytes.makeIterator()
        func word() -> UInt64 {
            (0..<8).reduce(0) { word, _ in word << 8 | UInt64(bytes.next() ?? 0) }
        }
        words = (word(), word(), word(), word())
    }

    /// The 32 bytes, as they are stored.
    public var bytes: [UInt8] {
        [words.0, words.1, words.2, words.3].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) }
        }
    }

    /// Whether all 32 bytes are the same.
    public static func == (left: APIKeyDigest, right: APIKeyDigest) -> Bool { left.words == right.words }

    /// Feeds one word to the hasher: the digest is random already, and the hasher's seed is secret.
    public func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}

extension APIKey {
    /// What is stored of the key.
    public var digest: APIKeyDigest { APIKeyDigest(of: characters) }
}
