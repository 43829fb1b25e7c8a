/// Why a compressed body was refused.
public enum CompressionError: Error, Equatable, CustomStringConvertible {
    case malformed(format: String)
    /// The content is greater than what is accepted; nothing of it was kept.
    case tooLarge(format: String, limit: Int)
    /// The bytes end before the content does.
    case truncated(format: String)
    case failed(format: String)

    /// The reason in a whole sentence.
    public var description: String {
        switch self {
        case .malformed(let format): "The body is not \(format): its bytes are damaged or of another format."
        case .tooLarge(let format, let limit):
            "The body's \(format) content is greater than \(limit) bytes: send less in one request."
        case .truncated(let format): "The body's \(format) content ends too early: send it whole."
        case .failed(let format): "The body could not be compressed as \(format)."
        }
    }
}
