import JSONText

extension ConfigurationReport {
    /// One line a key: name, value, source, in columns.
    var text: String {
        let rows = entries.map { ($0.key.name, $0.shown.description, $0.source.description) }
        let nameWidth = rows.map(\.0.count).max() ?? 0
        let valueWidth = min(rows.map(\.1.count).max() ?? 0, 40)
        return rows.map { name, value, source in
            "\(Self.padded(name, to: nameWidth))  \(Self.padded(value, to: valueWidth))  \(source)\n"
        }.joined()
    }

    /// One object a key: `key`, `value`, `source`, `default`, `meaning`.
    func write(to json: inout JSONWriter) {
        json.beginArray()
        for entry in entries {
            json.beginObject()
            json.key("key")
            json.string(entry.key.name)
            json.key("value")
            Self.write(entry.shown, to: &json)
            json.key("source")
            json.string(entry.source.description)
            json.key("default")
            Self.write(entry.key.defaultValue, to: &json)
            json.key("meaning")
            json.string(entry.key.meaning)
            json.endObject()
        }
        json.endArray()
    }

    private static func write(_ value: ConfigurationValue, to json: inout JSONWriter) {
        switch value {
        case .text(let text): json.string(text)
        case .list(let items):
            json.beginArray()
            for item in items { json.string(item) }
            json.endArray()
        }
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
