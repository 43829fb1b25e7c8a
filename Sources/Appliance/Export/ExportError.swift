/// Why nothing was exported.
enum ExportError: Error, Equatable, CustomStringConvertible {
    /// The directory is there already.
    case exists(path: String)
    case unwritable(path: String, reason: String)
    /// PostgreSQL's text has no zero bytes.
    case zeroByte(table: String, column: String, row: Int)
    /// A time that no calendar of both databases has.
    case timeOutOfRange(table: String, column: String, row: Int, milliseconds: Int64)
    /// A server did not take what it was sent.
    case notTaken(what: String, url: String, reason: String)

    var description: String {
        switch self {
        case .exists(let path):
            "'\(path)' is there already, and an export replaces nothing. Name a directory that is not there yet."
        case .unwritable(let path, let reason): "'\(path)' cannot be written: \(reason)."
        case .zeroByte(let table, let column, let row):
            """
            \(table).\(column) of row \(row) has a zero byte in its text, which PostgreSQL cannot hold. Change that \
            text, then export again.
            """
        case .timeOutOfRange(let table, let column, let row, let milliseconds):
            """
            \(table).\(column) of row \(row) is \(milliseconds) ms since 1970, which is not in the years 1 to 9999. \
            The row was not written by GeoClimate: correct it, then export again.
            """
        case .notTaken(let what, let url, let reason):
            "\(url) does not take \(what), so nothing was exported: \(reason)"
        }
    }
}
