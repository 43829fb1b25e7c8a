import Logging
import Storage

/// The request line in JSON for the usual case: short texts without a character to escape.
///
/// There is a line for each request, and writing it through ``JSONLogEncoder`` takes several times as long. Both write
/// the same bytes.
enum PlainRequestLine {
    /// Bytes of texts up to which nothing has to be cut.
    private static let textBytes = 2_048

    /// The line, its line feed included, or nil where a text is long or needs escaping, or the clock ran away.
    static func line(_ entry: RequestLogEntry, time: Timestamp, label: String) -> [UInt8]? {
        let microseconds = (entry.seconds * 1e6).rounded()
        guard microseconds.sign == .plus, microseconds < 1e15, entry.status >= 0, entry.bytesIn >= 0,
            entry.bytesOut >= 0
        else { return nil }
        var line = Line()
        line.bytes.reserveCapacity(512)
        line.text("{\"time\":\"", time.rfc3339)
        line.text("\",\"level\":\"", entry.level.rawValue)
        line.text("\",\"logger\":\"", label)
        line.text("\",\"message\":\"request\",\"method\":\"", entry.method)
        line.text("\",\"route\":\"", entry.route)
        line.text("\",\"path\":\"", entry.pathWithoutQuery)
        line.number("\",\"status\":", entry.status)
        line.thousandths(",\"duration_ms\":", UInt64(microseconds))
        line.number(",\"bytes_in\":", entry.bytesIn)
        line.number(",\"bytes_out\":", entry.bytesOut)
        line.text(",\"request_id\":\"", entry.requestID)
        if let traceID = entry.traceID { line.text("\",\"trace_id\":\"", traceID) }
        if let spanID = entry.spanID { line.text("\",\"span_id\":\"", spanID) }
        if let remote = entry.remote { line.text("\",\"remote\":\"", remote) }
        if let user = entry.user { line.text("\",\"user\":\"", user) }
        if let error = entry.error { line.text("\",\"error\":\"", error) }
        line.bytes.append(contentsOf: "\"}\n".utf8)
        return line.isPlain && line.bytes.count <= textBytes ? line.bytes : nil
    }

    private struct Line {
        var bytes: [UInt8] = []
        var isPlain = true

        mutating func text(_ prefix: String, _ value: String) {
            bytes.append(contentsOf: prefix.utf8)
            // A text too long ends in the other path anyway; copying all of it would be a waste.
            guard value.utf8.count <= textBytes else { return isPlain = false }
            let start = bytes.count
            bytes.append(contentsOf: value.utf8)
            for place in start..<bytes.count where Self.isEscaped(bytes[place]) { isPlain = false }
        }

        mutating func number(_ prefix: String, _ value: Int) {
            bytes.append(contentsOf: prefix.utf8)
            bytes.append(decimal: UInt64(value))
        }

        /// A number in thousandths, with as many decimals as it needs and at least one, as `Double.description` has it.
        mutating func thousandths(_ prefix: String, _ value: UInt64) {
            bytes.append(contentsOf: prefix.utf8)
            bytes.append(decimal: value / 1_000)
            bytes.append(UInt8(ascii: "."))
            bytes.append(decimal: value % 1_000, digits: 3)
            for _ in 0..<2 where bytes.last == UInt8(ascii: "0") { bytes.removeLast() }
        }

        private static func isEscaped(_ byte: UInt8) -> Bool {
            byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
        }
    }
}
