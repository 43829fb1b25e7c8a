/// Why bytes are not a CSV file.
public enum CSVError: Error, Equatable, Sendable {
    /// A quote inside a field that did not start with one.
    case strayQuote(line: Int)
    /// Something other than a delimiter or a line's end behind a closing quote.
    case textAfterQuote(line: Int)
    /// The file ends inside quotes; the line is the one on which the record starts.
    case unterminatedQuote(line: Int)
    /// A field is longer than the reader's limit, in bytes.
    case fieldTooLong(line: Int, limit: Int)
    /// A record is longer than the reader's limit, in bytes.
    case recordTooLong(line: Int, limit: Int)
    /// A record has more fields than the reader's limit.
    case tooManyFields(line: Int, limit: Int)
    /// A line between the records of one column has nothing in it.
    case emptyLine(line: Int)
    /// A record has another number of fields than the first one.
    case unequalFields(line: Int, expected: Int, found: Int)
}

extension CSVError: CustomStringConvertible {
    /// What is wrong, and on which line.
    public var description: String {
        switch self {
        case .strayQuote(let line):
            "Line \(line) has a quote inside an unquoted field; quote the field and double the quote."
        case .textAfterQuote(let line):
            "Line \(line) has text behind a closing quote; a delimiter or the line's end belongs there."
        case .unterminatedQuote(let line):
            "The record on line \(line) has a quote that is never closed."
        case .fieldTooLong(let line, let limit):
            "Line \(line) has a field of more than \(limit) bytes; perhaps a quote is not closed."
        case .recordTooLong(let line, let limit):
            "Line \(line) has a record of more than \(limit) bytes; perhaps a quote is not closed."
        case .tooManyFields(let line, let limit):
            "Line \(line) has more than \(limit) fields."
        case .emptyLine(let line):
            "Line \(line) is empty; in a file of one column write \"\" where a value is missing."
        case .unequalFields(let line, let expected, let found):
            "Line \(line) has \(found) fields, but the first record has \(expected)."
        }
    }
}
