import JSONText
import Logging
import Storage

/// Writes one JSON object a line: `time`, `level`, `logger`, `message`, then what belongs to the event.
///
/// A line has at most `Limits.logLineBytes`. What does not fit is cut or left out, and `"truncated":true` says so.
struct JSONLogEncoder {
    /// Room that is kept for closing what is open and for `"truncated":true`.
    private static let tailBytes = 64
    private static let ownNames: Set = ["time", "level", "logger", "message", "error", "truncated"]

    private var json: JSONWriter
    private var isWhole = true

    /// The line of an event, its line feed included.
    static func line(_ record: LogRecord) -> [UInt8] {
        var encoder = JSONLogEncoder(
            time: record.time, level: record.level, label: record.label, message: record.message)
        if let error = record.error { encoder.member("error", error) }
        for (name, value) in record.metadata.sorted(by: { $0.key < $1.key }) {
            // A reader may take the last of two members of a name: ours must be the only one.
            let isTaken = ownNames.contains(name) && (name != "error" || record.error != nil)
            encoder.member(isTaken ? name + "_" : name, value, depth: 1)
        }
        return encoder.finish()
    }

    /// The line of an answered request, its line feed included.
    static func line(_ entry: RequestLogEntry, time: Timestamp, label: String) -> [UInt8] {
        var encoder = JSONLogEncoder(time: time, level: entry.level, label: label, message: "request")
        encoder.member("method", entry.method)
        encoder.member("route", entry.route)
        encoder.member("path", entry.pathWithoutQuery)
        encoder.member("status", entry.status)
        encoder.member("duration_ms", milliseconds: entry.milliseconds)
        encoder.member("bytes_in", entry.bytesIn)
        encoder.member("bytes_out", entry.bytesOut)
        encoder.member("request_id", entry.requestID)
        if let traceID = entry.traceID { encoder.member("trace_id", traceID) }
        if let spanID = entry.spanID { encoder.member("span_id", spanID) }
        if let remote = entry.remote { encoder.member("remote", remote) }
        if let user = entry.user { encoder.member("user", user) }
        if let error = entry.error { encoder.member("error", error) }
        return encoder.finish()
    }

    private init(time: Timestamp, level: Logger.Level, label: String, message: String) {
        json = JSONWriter(capacity: 512)
        json.beginObject()
        json.key("time")
        json.string(time.rfc3339)
        json.key("level")
        json.string(level.rawValue)
        member("logger", label)
        member("message", message)
    }

    private mutating func finish() -> [UInt8] {
        if !isWhole {
            json.key("truncated")
            json.bool(true)
        }
        json.endObject()
        var line = json.bytes
        line.append(UInt8(ascii: "\n"))
        return line
    }

    /// Bytes that may still be written.
    private var room: Int { max(0, Limits.logLineBytes - Self.tailBytes - json.bytes.count) }

    // MARK: Members of names that are ours

    private mutating func member(_ name: String, _ value: some StringProtocol) {
        guard key(name) else { return }
        string(value)
    }

    private mutating func member(_ name: String, _ value: Int) {
        guard key(name) else { return }
        json.number(value)
    }

    private mutating func member(_ name: String, milliseconds: Double) {
        guard key(name) else { return }
        // A clock that ran away is shown as such rather than as a number.
        do { try json.number(milliseconds) } catch { json.null() }
    }

    // MARK: Metadata

    private mutating func member(_ name: String, _ value: Logger.MetadataValue, depth: Int) {
        guard key(name) else { return }
        if SecretNames.contains(name) { json.string(SecretNames.redacted) } else { write(value, depth: depth) }
    }

    private mutating func write(_ value: Logger.MetadataValue, depth: Int) {
        switch value {
        case .string(let text): string(text)
        case .stringConvertible(let convertible): string(convertible.description)
        // Not the value's own description, which would show the secrets in it.
        case .dictionary where depth >= Limits.logMetadataDepth, .array where depth >= Limits.logMetadataDepth:
            isWhole = false
            json.string("…")
        case .dictionary(let members):
            json.beginObject()
            for (name, value) in members.sorted(by: { $0.key < $1.key }) { member(name, value, depth: depth + 1) }
            json.endObject()
        case .array(let items):
            json.beginArray()
            for item in items where hasRoom(for: 0) { write(item, depth: depth + 1) }
            json.endArray()
        }
    }

    // MARK: Parts

    /// Writes a key if it and a short value fit.
    private mutating func key(_ name: String) -> Bool {
        let shown = LogText.cut(name, to: Limits.logValueBytes)
        guard hasRoom(for: LogText.escapedBytes(shown)) else { return false }
        if shown.utf8.count < name.utf8.count { isWhole = false }
        json.key(shown)
        return true
    }

    /// Whether so many bytes and a number, a bracket or a word of this file fit; notes it where they do not.
    private mutating func hasRoom(for bytes: Int) -> Bool {
        let fits = room >= bytes + 48
        if !fits { isWhole = false }
        return fits
    }

    private mutating func string(_ text: some StringProtocol) {
        let shown = LogText.cut(text, to: min(Limits.logValueBytes, max(0, room - 4)))
        if shown.utf8.count < text.utf8.count { isWhole = false }
        json.string(shown)
    }
}
