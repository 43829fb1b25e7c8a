internal import Crypto

/// The private half of a key that signs notes.
///
/// It describes itself by its public half.
public struct NoteSigner: Sendable, CustomStringConvertible {
    /// What checks its signatures.
    public let verifier: NoteVerifier

    private let privateKey: Curve25519.Signing.PrivateKey

    /// Bytes of a seed.
    public static let seedBytes = 32

    /// The key of a seed of 32 random bytes, under the name that ``origin(prefix:publicKey:)`` makes of it.
    ///
    /// It throws ``NoteError/notAKey(reason:)`` for a seed of another length.
    public init(prefix: String, seed: [UInt8]) throws(NoteError) {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
            throw .notAKey(reason: "a private key has \(Self.seedBytes) bytes")
        }
        let publicKey = Array(key.publicKey.rawRepresentation)
        verifier = try NoteVerifier(name: Self.origin(prefix: prefix, publicKey: publicKey), publicKey: publicKey)
        privateKey = key
    }

    /// A name that no other key has: the prefix, a slash, and the first eight bytes of the key's SHA-256 in hexadecimal
    /// digits.
    public static func origin(prefix: String, publicKey: [UInt8]) -> String {
        "\(prefix)/\(Hexadecimal.text(of: Array(SHA256.hash(data: publicKey).prefix(8))))"
    }

    /// Signs a text; it throws ``NoteError/notANote(reason:)`` when the text cannot be that of a note.
    public func sign(_ text: String) throws(NoteError) -> SignedNote {
        guard let bytes = try? privateKey.signature(for: Array(text.utf8)) else {
            throw .notANote(reason: "the signature could not be made")
        }
        let signature = SignedNote.Signature(
            name: verifier.name, keyHash: verifier.keyHash, bytes: Array(bytes))
        // Reading it again is what refuses a text that no reader would take.
        return try SignedNote(SignedNote(text: text, signatures: [signature]).description)
    }

    /// The public half.
    public var description: String { "\(verifier)" }
}
