internal import Crypto

/// The two hashes of a Merkle tree as RFC 6962, section 2.1, defines them, over SHA-256.
///
/// Leaves and nodes are hashed with different prefixes, so that neither can be passed off as the other.
public enum TreeHash {
    /// Bytes of a hash.
    public static let byteCount = 32

    /// The hash of a leaf's bytes: SHA-256(0x00 || bytes).
    public static func leaf(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        hash([0x00] + Array(bytes))
    }

    /// The hash over two subtrees: SHA-256(0x01 || left || right).
    public static func node(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        hash([0x01] + left + right)
    }

    /// The root of a tree without leaves: SHA-256 of nothing.
    public static let emptyRoot = hash([])

    private static func hash(_ bytes: [UInt8]) -> [UInt8] {
        Array(SHA256.hash(data: bytes))
    }
}
