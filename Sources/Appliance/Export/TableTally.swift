import Crypto
import Storage

/// A number that both databases make of the rows of a table.
struct Measure: Equatable, Sendable {
    /// What people read: `rows`, `sum of id`, `contents`.
    let name: String
    /// How PostgreSQL makes it, over all rows.
    let sql: String
    /// What it must be; of any size, so it is text.
    let value: String
}

/// Counts and sums up the rows of a table while they are written.
///
/// Numbers and times are summed up, of text and bytes the lengths are. `contents` is the sum of a number of 60 bits that
/// SHA-256 makes of each whole row: no value can change and no two rows exchange one without changing it.
struct TableTally {
    private struct Column {
        let column: ExportColumn
        var sum: Int128 = 0
    }

    private(set) var rows = 0
    private var columns: [Column]
    private var contents: Int128 = 0
    private var row: [UInt8] = []

    init(_ columns: [ExportColumn]) {
        self.columns = columns.map { Column(column: $0) }
    }

    mutating func add(_ values: [ExportValue]) {
        rows += 1
        row.removeAll(keepingCapacity: true)
        for (index, value) in values.enumerated() where index < columns.count {
            if index > 0 { row.append(Self.separator) }
            columns[index].sum += Self.weight(of: value)
            Self.append(value, to: &row)
        }
        // 15 hexadecimal digits of the hash.
        contents += Int128(SHA256.hash(data: row).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } >> 4)
    }

    var measures: [Measure] {
        let parts = columns.map(\.column).map(Self.rowText).joined(separator: " || E'\\x1f' || ")
        return [Measure(name: "rows", sql: "count(*)", value: String(rows))]
            + columns.map { column in
                Measure(
                    name: "\(Self.noun(of: column.column.kind)) of \(column.column.name)",
                    sql: "coalesce(sum(\(Self.weight(of: column.column))), 0)", value: String(column.sum))
            }
            + [
                Measure(
                    name: "contents",
                    sql: "coalesce(sum(pg_temp.geoclimate_number(convert_to(\(parts), 'UTF8'))), 0)",
                    value: String(contents))
            ]
    }

    // MARK: - Both sides of each number

    private static let separator: UInt8 = 0x1F

    private static func noun(of kind: ExportColumn.Kind) -> String {
        switch kind {
        case .integer, .boolean, .moment, .day: "sum"
        case .text, .json, .bytes: "bytes"
        }
    }

    private static func weight(of value: ExportValue) -> Int128 {
        switch value {
        case .null, .real: 0
        case .integer(let number): Int128(number)
        case .text(let text): Int128(text.utf8.count)
        case .bytes(let bytes): Int128(bytes.count)
        }
    }

    private static func weight(of column: ExportColumn) -> String {
        switch column.kind {
        case .integer, .boolean, .moment, .day: number(column)
        case .text, .bytes: "octet_length(\(Postgres.quoted(column.name)))"
        case .json: "octet_length(\(Postgres.quoted(column.name))::text)"
        }
    }

    /// Milliseconds for times, as the exporter has them.
    private static func number(_ column: ExportColumn) -> String {
        let name = Postgres.quoted(column.name)
        return switch column.kind {
        case .boolean: "\(name)::int"
        case .moment: "(extract(epoch FROM \(name)) * 1000)::bigint"
        case .day: "(\(name) - DATE '1970-01-01')::bigint * 86400000"
        default: name
        }
    }

    private static func append(_ value: ExportValue, to row: inout [UInt8]) {
        switch value {
        case .null: row += #"\N"#.utf8
        case .integer(let number): row += String(number).utf8
        case .real(let number): row += number.description.utf8
        case .text(let text): row += text.utf8
        case .bytes(let bytes): for byte in bytes { Hexadecimal.append(byte, to: &row) }
        }
    }

    private static func rowText(_ column: ExportColumn) -> String {
        let name = Postgres.quoted(column.name)
        let text =
            switch column.kind {
            case .integer, .boolean, .moment, .day: "(\(number(column)))::text"
            case .text: name
            case .json: "\(name)::text"
            case .bytes: "encode(\(name), 'hex')"
            }
        return "coalesce(\(text), '\\N')"
    }
}
