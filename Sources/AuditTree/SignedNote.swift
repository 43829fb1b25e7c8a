/// A text with signatures under it, in the format of c2sp.org/signed-note, which tools of other logs read as well.
///
/// The text, whose lines each end with a newline; an empty line; and one line for each signature: an em dash, the name
/// of the key, and base64 of the key's hash (4 bytes) followed by the signature.
public struct SignedNote: Sendable, Hashable {
    /// One line under the text.
    public struct Signature: Sendable, Hashable {
        /// The name of the key.
        public let name: String

        /// The first four bytes of a hash over name and key, by which a verifier finds the key.
        public let keyHash: [UInt8]

        /// The signature over the text.
        public let bytes: [UInt8]
    }

    /// What is signed; it ends with a newline.
    public let text: String

    /// At least one.
    public let signatures: [Signature]

    init(text: String, signatures: [Signature]) {
        self.text = text
        self.signatures = signatures
    }

    /// The whole note.
    public var description: String {
        text + "\n"
            + signatures.map { "\(Self.dash)\($0.name) \(Base64.text(of: $0.keyHash + $0.bytes))\n" }.joined()
    }

    /// Reads a note of at most ``Limits/noteBytes``; it throws ``NoteError/notANote(reason:)``.
    public init(_ note: String) throws(NoteError) {
        guard note.utf8.count <= Limits.noteBytes else {
            throw .notANote(reason: "it is longer than \(Limits.noteBytes) bytes")
        }
        guard !note.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\n" }) else {
            throw .notANote(reason: "it contains control characters")
        }
        var lines = note.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.popLast() == "", let blank = lines.lastIndex(of: ""), blank > 0 else {
            throw .notANote(reason: "there is no empty line between text and signatures")
        }
        let signatures = lines[(blank + 1)...]
        guard (1...Limits.noteSignatures).contains(signatures.count) else {
            throw .notANote(reason: "it has \(signatures.count) signatures")
        }
        var read: [Signature] = []
        for line in signatures { read.append(try Self.signature(line)) }
        self.init(text: lines[..<blank].map { $0 + "\n" }.joined(), signatures: read)
    }

    private static let dash = "\u{2014} "

    private static func signature(_ line: String) throws(NoteError) -> Signature {
        let parts = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, parts[0] + " " == dash, NoteVerifier.isKeyName(parts[1]),
            let bytes = Base64.bytes(of: parts[2]), bytes.count > NoteVerifier.keyHashBytes
        else { throw .notANote(reason: "'\(line.prefix(100))' is no signature") }
        return Signature(
            name: parts[1], keyHash: Array(bytes.prefix(NoteVerifier.keyHashBytes)),
            bytes: Array(bytes.dropFirst(NoteVerifier.keyHashBytes)))
    }
}

extension SignedNote: CustomStringConvertible {}
