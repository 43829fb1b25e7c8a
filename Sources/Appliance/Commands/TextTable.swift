/// Rows of text in aligned columns, for people.
struct TextTable {
    private var rows: [[String]]

    init(header: [String]) {
        rows = [header]
    }

    /// Adds a row.
    ///
    /// Control characters, which could move the cursor or forge a line, are shown as `?`.
    mutating func add(_ row: [String]) {
        rows.append(row.map(Self.printable))
    }

    private static func printable(_ cell: String) -> String {
        var shown = String.UnicodeScalarView()
        for scalar in cell.unicodeScalars {
            shown.append(scalar.properties.generalCategory == .control ? "?" : scalar)
        }
        return String(shown)
    }

    /// The table; columns are two spaces apart and lines have no trailing spaces.
    var text: String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        return rows.map { row in
            let cells = row.enumerated().map { index, cell in
                index == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[index] - cell.count)
            }
            let line = cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }.joined(separator: "\n")
    }
}
