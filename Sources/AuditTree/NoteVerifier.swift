internal import Crypto

/// The public half of a key that signs notes: an Ed25519 key with a name.
public struct NoteVerifier: Sendable, Hashable, CustomStringConvertible {
    /// Who signs.
    public let name: String

    /// The 32 bytes of the Ed25519 key.
    public let publicKey: [UInt8]

    /// Bytes of ``keyHash``.
    public static let keyHashBytes = 4

    /// The byte that stands for Ed25519 in hashes and texts of keys.
    private static let algorithm: UInt8 = 0x01

    /// A key of a name; it throws ``NoteError/notAKey(reason:)`` when either is not one.
    public init(name: String, publicKey: [UInt8]) throws(NoteError) {
        guard Self.isKeyName(name) else { throw .notAKey(reason: "its name is empty, too long, or has spaces or +") }
        guard (try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey)) != nil else {
            throw .notAKey(reason: "there are no 32 bytes of an Ed25519 key")
        }
        self.name = name
        self.publicKey = publicKey
    }

    /// Reads `name+hash+base64`, as ``description`` writes it; it throws ``NoteError/notAKey(reason:)``.
    public init(_ text: String) throws(NoteError) {
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let bytes = Base64.bytes(of: parts[2]), bytes.first == Self.algorithm else {
            throw .notAKey(reason: "its parts are not a name, a hash and an Ed25519 key in base64")
        }
        try self.init(name: parts[0], publicKey: Array(bytes.dropFirst()))
        guard Hexadecimal.text(of: keyHash) == parts[1] else {
            throw .notAKey(reason: "its hash does not belong to its name and key")
        }
    }

    /// The key as text: its name, its hash in hexadecimal digits, and base64 of 0x01 and the key, joined by `+`.
    public var description: String {
        "\(name)+\(Hexadecimal.text(of: keyHash))+\(Base64.text(of: [Self.algorithm] + publicKey))"
    }

    /// The first four bytes of SHA-256 over the name, a newline, 0x01 and the key.
    public var keyHash: [UInt8] {
        Array(SHA256.hash(data: Array(name.utf8) + [0x0A, Self.algorithm] + publicKey).prefix(Self.keyHashBytes))
    }

    /// Whether a note bears a valid signature of this key.
    ///
    /// Signatures of other keys are passed over; a wrong one of this key makes the answer no, whatever else is there.
    public func verifies(_ note: SignedNote) -> Bool {
        let ours = note.signatures.filter { $0.name == name && $0.keyHash == keyHash }
        guard !ours.isEmpty, let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else {
            return false
        }
        return ours.allSatisfy { key.isValidSignature($0.bytes, for: Array(note.text.utf8)) }
    }

    static func isKeyName(_ name: String) -> Bool {
        (1...Limits.keyNameBytes).contains(name.utf8.count)
            && name.unicodeScalars.allSatisfy { $0 != "+" && !$0.properties.isWhitespace }
    }
}

/// Lowercase hexadecimal digits.
enum Hexadecimal {
    static func text(of bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
