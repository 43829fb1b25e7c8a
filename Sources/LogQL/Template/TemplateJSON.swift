/// JSON as values of templates.
enum TemplateJSON {
    /// The document's value; nothing where it is none, as sprig's `fromJson`.
    static func value(_ text: String) -> TemplateValue {
        let bytes = Array(text.utf8)
        var index = 0
        return value(bytes.span, &index, depth: 0) ?? .nothing
    }

    private static func value(_ text: Span<UInt8>, _ index: inout Int, depth: Int) -> TemplateValue? {
        JSONScan.skipSpace(text, &index)
        guard depth <= Limits.templateDepth, index < text.count, let kind = JSONScan.kind(text[index]) else {
            return nil
        }
        switch kind {
        case .string: return JSONScan.string(text, &index).map { .text(JSONScan.text(text, $0)) }
        case .null: return JSONScan.scalar(text, &index, kind) == nil ? nil : .nothing
        case .bool: return JSONScan.scalar(text, &index, kind).map { .bool($0.count == 4) }
        case .number:
            guard let range = JSONScan.scalar(text, &index, kind) else { return nil }
            return Double(LineText.string(text.extracting(range))).map { .real($0) }
        case .array, .object: return container(text, &index, kind, depth: depth)
        }
    }

    private static func container(
        _ text: Span<UInt8>, _ index: inout Int, _ kind: JSONScan.Kind, depth: Int
    ) -> TemplateValue? {
        index += 1
        var list: [TemplateValue] = []
        var map: [String: TemplateValue] = [:]
        while true {
            JSONScan.skipSpace(text, &index)
            guard index < text.count else { return nil }
            if text[index] == UInt8(ascii: ",") {
                index += 1
                continue
            }
            if text[index] == UInt8(ascii: kind == .array ? "]" : "}") {
                index += 1
                return kind == .array ? .list(list) : .map(map)
            }
            var key = ""
            if kind == .object {
                guard text[index] == UInt8(ascii: "\""), let found = JSONScan.string(text, &index) else { return nil }
                key = JSONScan.text(text, found)
                JSONScan.skipSpace(text, &index)
                guard index < text.count, text[index] == UInt8(ascii: ":") else { return nil }
                index += 1
            }
            guard let value = value(text, &index, depth: depth + 1) else { return nil }
            if kind == .array { list.append(value) } else { map[key] = value }
        }
    }
}
