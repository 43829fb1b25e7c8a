/// Why a file is not one of the EPA's daily files.
public enum EPADailyError: Error, Equatable, Sendable {
    /// The header has no column of this name, nor by its other names.
    case missingColumn(String)
    /// The header has two columns of this name.
    case duplicateColumn(String)
    /// The header has no concentration column, or one of a pollutant that has no index.
    case unknownConcentration
    /// A field is not what its column holds.
    case badField(line: Int, column: String, text: String)
    /// The file has no header.
    case empty
}

extension EPADailyError: CustomStringConvertible {
    /// What is wrong, and where.
    public var description: String {
        switch self {
        case .missingColumn(let name):
            "The header has no column \(name); is this the EPA's daily file?"
        case .duplicateColumn(let name):
            "The header has the column \(name) twice."
        case .unknownConcentration:
            "The header has no daily concentration of a pollutant with an index (PM2.5, PM10, ozone, CO, SO2, NO2)."
        case .badField(let line, let column, let text):
            "Line \(line) has \(text) in the column \(column)."
        case .empty:
            "The file has no header."
        }
    }
}
