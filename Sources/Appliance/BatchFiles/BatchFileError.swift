/// Why a file of rows was not predicted.
enum BatchFileError: Error, Equatable, CustomStringConvertible {
    case empty(path: String)
    case duplicateColumn(String)
    case noFeatureColumn(columns: [String], features: [String])
    case unknownColumn(String, nearest: String?)
    case columnTaken(String)
    case notANumber(line: Int, column: String, text: String)
    case outOfRange(line: Int, column: String)
    case badLine(line: Int, reason: String)
    case lineTooLong(line: Int, limit: Int)
    case notFinite(row: Int, value: Double)

    var description: String {
        switch self {
        case .empty(let path): "The file '\(path)' is empty: there is nothing to predict."
        case .duplicateColumn(let name): "The column '\(name)' stands twice in the header."
        case .noFeatureColumn(let columns, let features):
            "None of the columns \(Self.list(columns)) is a feature of the model. Its features are \(Self.list(features))."
        case .unknownColumn(let name, let nearest):
            "The model has no feature '\(name)'.\(nearest.map { " Did you mean '\($0)'?" } ?? "")"
        case .columnTaken(let name):
            "The input has a column '\(name)' already, which the output needs. Rename it."
        case .notANumber(let line, let column, let text):
            "Line \(line), column '\(column)': '\(text)' is no number. Leave the field empty where a value is missing."
        case .outOfRange(let line, let column):
            "Line \(line), column '\(column)': the number is outside the range of a 32-bit float (3.4e38)."
        case .badLine(let line, let reason): "Line \(line): \(reason)"
        case .lineTooLong(let line, let limit): "Line \(line) is over the limit of \(limit) bytes."
        case .notFinite(let row, let value):
            "The model answers \(value) for row \(row), which is no finite number. Check the row's values."
        }
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(Limits.listedNames).joined(separator: ", ")
        return names.count > Limits.listedNames ? "\(shown), …" : shown
    }
}
