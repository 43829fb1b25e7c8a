/// Why a body was refused as a whole.
public enum WireError: Error, Equatable, CustomStringConvertible {
    /// The bytes are not the message they should be.
    case malformed(format: String, reason: String)
    /// More of something than one body may have.
    case tooMany(what: String, limit: Int)
    /// A label set that no series or stream may have.
    case badLabels(BadLabels)
    /// A time that is none, or that no 64-bit count holds.
    case badTime(String)
    /// Something that this server does not answer.
    case unsupported(String)

    /// The reason in a whole sentence.
    public var description: String {
        switch self {
        case .malformed(let format, let reason): "The body is not \(format): \(reason)."
        case .tooMany(let what, let limit): "The body has more than \(limit) \(what): send less in one request."
        case .badLabels(let problem): problem.description
        case .badTime(let text): "'\(text)' is no time that is accepted here."
        case .unsupported(let what): "\(what) is not supported."
        }
    }
}

/// What is wrong with the labels of a series or a stream.
public enum BadLabels: Error, Equatable, CustomStringConvertible {
    case noMetricName
    case badMetricName(String)
    case emptyName
    case badName(String)
    case duplicateName(String)
    case outOfOrder(String)
    case tooMany(limit: Int)
    case nameTooLong(limit: Int)
    case valueTooLong(name: String, limit: Int)
    case notUTF8
    case none
    /// A stream's label text that is not `{name="value", …}`.
    case malformed(reason: String, offset: Int)

    /// The reason in a whole sentence.
    public var description: String {
        switch self {
        case .noMetricName: "A series has no metric name: the label __name__ is missing."
        case .badMetricName(let name): "'\(name)' is no metric name."
        case .emptyName: "A label has no name."
        case .badName(let name): "'\(name)' is no label name."
        case .duplicateName(let name): "The label name '\(name)' is not unique."
        case .outOfOrder(let name): "The label '\(name)' is out of order: labels are sorted by name."
        case .tooMany(let limit): "A series has more than \(limit) labels."
        case .nameTooLong(let limit): "A label's name has more than \(limit) bytes."
        case .valueTooLong(let name, let limit): "The value of the label '\(name)' has more than \(limit) bytes."
        case .notUTF8: "A label is not UTF-8."
        case .none: "A stream has no labels: at least one is needed."
        case .malformed(let reason, let offset): "The labels are refused at byte \(offset): \(reason)."
        }
    }
}
