/// Why a text is no signed note, no checkpoint or no key.
public enum NoteError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The text is no signed note.
    case notANote(reason: String)

    /// The body of a note is no checkpoint.
    case notACheckpoint(reason: String)

    /// The text is no public key.
    case notAKey(reason: String)

    /// The sentence for the operator.
    public var description: String {
        switch self {
        case .notANote(let reason): "This is no signed note: \(reason)."
        case .notACheckpoint(let reason): "This is no checkpoint: \(reason)."
        case .notAKey(let reason):
            "This is no public key of an audit log: \(reason). It looks like name+hash+base64 on one line."
        }
    }
}
