/// Text of comma-separated values as RFC 4180 describes them, with line feeds between the records.
struct CSVText {
    private(set) var text = ""

    /// Begins with one record of names.
    init(columns: [String]) {
        append(columns)
    }

    /// Adds a record.
    mutating func append(_ fields: [String]) {
        for (index, field) in fields.enumerated() {
            if index > 0 { text += "," }
            text += Self.quoted(field)
        }
        text += "\n"
    }

    private static func quoted(_ field: String) -> String {
        let needsQuotes = field.utf8.contains { byte in
            switch byte {
            case UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\r"), UInt8(ascii: "\n"): true
            default: false
            }
        }
        guard needsQuotes else { return field }
        return "\"" + field.replacing("\"", with: "\"\"") + "\""
    }

    /// The text with an apostrophe in front of it where a spreadsheet would run it as a formula (CWE-1236).
    ///
    /// Spreadsheets skip blanks before they look at the first character.
    static func withoutFormula(_ text: String) -> String {
        let first = text.unicodeScalars.first { !$0.properties.isWhitespace }
        let isBlankAhead = text.unicodeScalars.first.map { $0 == "\t" || $0 == "\r" || $0 == "\n" } ?? false
        switch first {
        case "=", "+", "-", "@", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": return "'" + text
        default: return isBlankAhead ? "'" + text : text
        }
    }
}
