import Logging
import Storage

/// The request line in JSON for the usual case: short texts without a character to escape.
///
/// There is a line for each request, and writing it through ``JSONLogEncoder`` takes several times as long. Both write
/// the same bytes.
enum PlainRequestLine {
    /// Bytes of texts up to which nothing has to be cut.
    private static let textBytes = 2_048

    /// The line, its line feed included, or nil where a text is long or needs escaping.
    static func line(_ entry: RequestLogEntry, time: Timestamp, label: String) -> [UInt8]? {
        let milliseconds = entry.milliseconds
        guard milliseconds.isFinite else { return nil }
        var line = Line()
        line.bytes.reserveCapacity(512)
        line.text("{\"time\":\"", time.rfc3339)
        line.text("\",\"level\":\"", entry.level.rawValue)
        line.text("\",\"logger\":\"", label)
        line.text("\",\"message\":\"", "request")
        line.text("\",\"method\":\"", entry.method)
        line.text("\",\"route\":\"", entry.route)
        line.text("\",\"path\":\"", entry.pathWithoutQuery)
        line.number("\",\"status\":", entry.status)
        line.bytes.append(contentsOf: ",\"duration_ms\":".utf8)
        line.bytes.append(contentsOf: milliseconds.description.utf8)
        line.number(",\"bytes_in\":", entry.bytesIn)
        line.number(",\"bytes_out\":", entry.bytesOut)
        line.text(",\"request_id\":\"", entry.requestID)
        if let remote = entry.remote { line.text("\",\"remote\":\"", remote) }
        if let user = entry.user { line.text("\",\"user\":\"", user) }
        if let error = entry.error { line.text("\",\"error\":\"", error) }
        line.bytes.append(contentsOf: "\"}\n".utf8)
        return line.isPlain && line.bytes.count <= textBytes ? line.bytes : nil
    }

    private struct Line {
        var bytes: [UInt8] = []
        var isPlain = true

        mutating func text(_ prefix: String, _ value: some StringProtocol) {
            bytes.append(contentsOf: prefix.utf8)
            let start = bytes.count
            // A text too long ends in the other path anyway; copying all of it would be a waste.
            bytes.append(contentsOf: value.utf8.prefix(textBytes + 1))
            for byte in bytes[start...] where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                isPlain = false
            }
        }

        mutating func number(_ prefix: String, _ value: Int) {
            bytes.append(contentsOf: prefix.utf8)
            bytes.append(contentsOf: String(value).utf8)
        }
    }
}
