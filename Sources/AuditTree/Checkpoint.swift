/// What a log was at a moment: its size and its root, to be signed and kept elsewhere.
///
/// As text it is the body of a checkpoint (c2sp.org/tlog-checkpoint): the origin, the size in decimal digits, the root
/// in base64, and further lines, of which this log writes one, the time. Each line ends with a newline.
public struct Checkpoint: Sendable, Hashable {
    /// Which log it is.
    public let origin: String

    /// Leaves of the tree.
    public let size: Int

    /// The root over them, 32 bytes.
    public let root: [UInt8]

    /// Further lines, none of them empty.
    public let extensions: [String]

    /// A checkpoint from its parts.
    public init(origin: String, size: Int, root: [UInt8], extensions: [String] = []) {
        self.origin = origin
        self.size = size
        self.root = root
        self.extensions = extensions
    }

    /// The body of a note.
    public var text: String {
        ([origin, String(size), Base64.text(of: root)] + extensions).map { $0 + "\n" }.joined()
    }

    /// Reads the body of a note; it throws ``NoteError/notACheckpoint(reason:)``.
    public init(text: String) throws(NoteError) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.popLast() == "", lines.count >= 3, !lines.contains("") else {
            throw .notACheckpoint(reason: "it has no lines for origin, size and root")
        }
        guard let size = Int(lines[1]), size >= 0, size <= Limits.leaves, String(size) == lines[1] else {
            throw .notACheckpoint(reason: "its second line is no size")
        }
        guard let root = Base64.bytes(of: lines[2]), root.count == TreeHash.byteCount else {
            throw .notACheckpoint(reason: "its third line is no root in base64")
        }
        self.init(origin: lines[0], size: size, root: root, extensions: Array(lines.dropFirst(3)))
    }
}
