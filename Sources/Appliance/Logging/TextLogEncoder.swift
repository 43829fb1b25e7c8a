import JSONText
import Logging
import Storage

/// Writes one line for people: time, level, logger, message, then `name=value` pairs.
enum TextLogEncoder {
    /// The line, its line feed included, of at most `Limits.logLineBytes`.
    static func line(_ record: LogRecord) -> [UInt8] {
        var line = head(time: record.time, level: record.level, label: record.label)
        line += oneLine(record.message)
        if let error = record.error { line += pair("error", error) }
        for (name, value) in record.metadata.sorted(by: { $0.key < $1.key }) {
            if line.utf8.count >= Limits.logLineBytes { break }
            line += pair(name, SecretNames.contains(name) ? SecretNames.redacted : plain(value))
        }
        return end(line)
    }

    /// The line of an answered request, its line feed included.
    static func line(_ entry: RequestLogEntry, time: Timestamp, label: String) -> [UInt8] {
        var line = head(time: time, level: entry.level, label: label)
        line += "\(entry.method) \(oneLine(entry.pathWithoutQuery)) \(entry.status) \(entry.milliseconds) ms"
        line += " in=\(entry.bytesIn) out=\(entry.bytesOut)" + pair("request_id", entry.requestID)
        if let traceID = entry.traceID { line += pair("trace_id", traceID) }
        if let remote = entry.remote { line += pair("remote", remote) }
        if let user = entry.user { line += pair("user", user) }
        if let error = entry.error { line += pair("error", error) }
        return end(line)
    }

    private static func head(time: Timestamp, level: Logger.Level, label: String) -> String {
        let word = level.rawValue.uppercased()
        return "\(time.rfc3339) \(word)\(String(repeating: " ", count: max(0, 8 - word.count))) \(label): "
    }

    private static func end(_ line: String) -> [UInt8] {
        var bytes = Array(LogText.cut(line, to: Limits.logLineBytes - 1).utf8)
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    private static func pair(_ name: String, _ value: String) -> String {
        " \(oneLine(name))=\(quoted(value))"
    }

    /// A value without spaces stands as it is; any other as a JSON string.
    private static func quoted(_ value: String) -> String {
        let isPlain = !value.isEmpty && value.unicodeScalars.allSatisfy { $0 > " " && $0 != "\"" && $0 != "\u{7F}" }
        return isPlain ? LogText.cut(value, to: Limits.logValueBytes) : escaped(value)
    }

    /// The text with control characters escaped: nobody can forge a line or move the cursor with what they send.
    private static func oneLine(_ text: String) -> String {
        let isPlain = text.unicodeScalars.allSatisfy { $0 >= " " && $0 != "\u{7F}" }
        return isPlain ? LogText.cut(text, to: Limits.logValueBytes) : escaped(text)
    }

    private static func escaped(_ text: String) -> String {
        var json = JSONWriter()
        json.string(LogText.cut(text, to: Limits.logValueBytes))
        return String(decoding: json.bytes, as: UTF8.self).replacing("\u{7F}", with: "\\u007f")
    }

    /// Nested metadata with what is secret in it left out.
    private static func plain(_ value: Logger.MetadataValue, depth: Int = 1) -> String {
        guard depth < Limits.logMetadataDepth else { return "…" }
        switch value {
        case .string(let text): return text
        case .stringConvertible(let convertible): return convertible.description
        case .array(let items): return "[" + items.map { plain($0, depth: depth + 1) }.joined(separator: ", ") + "]"
        case .dictionary(let members):
            let pairs = members.sorted { $0.key < $1.key }.map { name, value in
                "\(name): \(SecretNames.contains(name) ? SecretNames.redacted : plain(value, depth: depth + 1))"
            }
            return "{" + pairs.joined(separator: ", ") + "}"
        }
    }
}
