/// Why a regular expression is refused.
public enum PatternError: Error, Equatable, CustomStringConvertible {
    /// It is longer than ``Limits/sourceBytes``.
    case tooLong(bytes: Int)
    /// RE2 does not accept it, and says why.
    case invalid(String, reason: String)
    /// There was no memory to compile it.
    case noMemory(String)

    /// What is wrong, as a sentence.
    public var description: String {
        switch self {
        case .tooLong(let bytes):
            "The regular expression has \(bytes) bytes; at most \(Limits.sourceBytes) are accepted."
        case .invalid(let source, let reason): "The regular expression '\(source)' is not valid: \(reason)."
        case .noMemory(let source): "There was no memory to compile the regular expression '\(source)'."
        }
    }
}
