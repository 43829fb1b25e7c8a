/// Why a target's text was refused, and on which line.
public struct ExpositionError: Error, Equatable, CustomStringConvertible {
    /// What is wrong.
    public let reason: Reason
    /// Counted from 1.
    public let line: Int

    /// What may be wrong with a line.
    public enum Reason: Equatable, Sendable {
        case expected(String)
        case badNumber(String)
        case badTimestamp(String)
        case badType(String)
        case unitIsNoSuffix(unit: String, family: String)
        case exemplarNotAllowed(String)
        case labels(BadLabels)
        case notUTF8
        case lineTooLong(limit: Int)
        case tooManySamples(limit: Int)
        case noEndMark
        case dataAfterEndMark
        case blankLine
    }

    /// The reason in a whole sentence.
    public var description: String {
        "The exposition is refused on line \(line): \(reason)."
    }
}

extension ExpositionError.Reason: CustomStringConvertible {
    /// The reason without its place and without a full stop.
    public var description: String {
        switch self {
        case .expected(let what): "\(what) was expected"
        case .badNumber(let text): "'\(text)' is not a number"
        case .badTimestamp(let text): "'\(text)' is not a timestamp"
        case .badType(let word): "'\(word)' is not a type of metric"
        case .unitIsNoSuffix(let unit, let family): "the unit '\(unit)' is not a suffix of the metric '\(family)'"
        case .exemplarNotAllowed(let name): "'\(name)' has an exemplar, which only counters and buckets may have"
        case .labels(let problem): String(problem.description.dropLast())
        case .notUTF8: "a text is not UTF-8"
        case .lineTooLong(let limit): "the line has more than \(limit) bytes"
        case .tooManySamples(let limit): "there are more than \(limit) samples"
        case .noEndMark: "the data does not end with # EOF"
        case .dataAfterEndMark: "data follows # EOF"
        case .blankLine: "a line is blank"
        }
    }
}
