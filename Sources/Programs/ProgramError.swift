/// Why a program cannot be started.
public enum ProgramError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The operating system refused, in its words.
    case notStarted(path: String, reason: String)

    /// A whole sentence.
    public var description: String {
        switch self {
        case .notStarted(let path, let reason): "The program \(path) cannot be started: \(reason)."
        }
    }
}
