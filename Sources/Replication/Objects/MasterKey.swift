internal import Crypto

/// The key that everything in a replica is encrypted with, through keys derived from it; never printed.
public struct MasterKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    /// Bytes of a key.
    public static let byteCount = 32

    /// Tells keys from each other, in the header of every object: a wrong key is found out before it is tried, and is
    /// not mistaken for damage.
    public let identity: UInt64

    private let secret: SymmetricKey

    /// The key; nil for anything but 32 bytes.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        secret = SymmetricKey(data: bytes)
        let value = Self.bytes(of: Self.derived(from: secret, salt: [], purpose: "key identity"))
        identity = value.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Says that there is a key, and not which.
    public var description: String { "a master key" }

    /// The same as ``description``.
    public var debugDescription: String { description }

    func objectKey(salt: [UInt8], of database: DatabaseID) -> SymmetricKey {
        Self.derived(from: secret, salt: salt, purpose: "object of \(database)")
    }

    func pageHashKey(of database: DatabaseID) -> [UInt8] {
        Self.bytes(of: Self.derived(from: secret, salt: [], purpose: "page hashes of \(database)"))
    }

    /// HKDF-SHA256 (RFC 5869).
    private static func derived(from secret: SymmetricKey, salt: [UInt8], purpose: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: secret, salt: salt, info: Array("geoclimate replica 1: \(purpose)".utf8),
            outputByteCount: 32)
    }

    /// 32 bytes that only the holder of a key can know, and that do not tell the key.
    private static func bytes(of key: SymmetricKey) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array("value".utf8), using: key))
    }
}
