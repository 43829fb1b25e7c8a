/// The `json` parser with parameters: labels from chosen places of the document.
struct JSONPathStage {
    let extractions: [Extraction]

    func process(_ line: ArraySlice<UInt8>, _ labels: inout LineLabels) {
        let text = line.span
        var start = 0
        JSONScan.skipSpace(text, &start)
        guard start < text.count else { return }
        guard text[start] == UInt8(ascii: "{") || text[start] == UInt8(ascii: "[") else {
            labels.fail(JSONStage.error, JSONStage.noObject)
            return
        }
        for extraction in extractions {
            var index = start
            let name =
                labels.hasBase(extraction.label) ? extraction.label + LabelName.duplicateSuffix : extraction.label
            switch Self.find(extraction.path[...], text, &index) {
            case .found(let value): labels.set(name, to: value, .parsed)
            case .absent: if labels.value(name) == nil { labels.set(name, to: "", .parsed) }
            case .malformed: labels.fail(JSONStage.error, JSONStage.noObject)
            }
        }
    }

    private enum Finding {
        case found(String), absent, malformed
    }

    /// Follows a path from the value under `index`.
    private static func find(_ path: ArraySlice<Extraction.Step>, _ text: Span<UInt8>, _ index: inout Int) -> Finding {
        for step in path {
            guard index < text.count else { return .malformed }
            switch step {
            case .key(let key):
                guard text[index] == UInt8(ascii: "{") else { return .absent }
                guard let found = enter(text, &index, key: Array(key.utf8)) else { return .malformed }
                guard found else { return .absent }
            case .element(let element):
                guard text[index] == UInt8(ascii: "[") else { return .absent }
                guard let found = enter(text, &index, element: element) else { return .malformed }
                guard found else { return .absent }
            }
        }
        guard index < text.count, let kind = JSONScan.kind(text[index]) else { return .malformed }
        switch kind {
        case .null: return .found("")
        case .string: return JSONScan.string(text, &index).map { .found(JSONScan.text(text, $0)) } ?? .malformed
        default:
            guard let range = JSONScan.value(text, &index) else { return .malformed }
            return .found(LineText.string(text.extracting(range)))
        }
    }

    /// Moves to the value of a key; false where the object has none, nil where it is malformed.
    private static func enter(_ text: Span<UInt8>, _ index: inout Int, key: [UInt8]) -> Bool? {
        index += 1
        while true {
            JSONScan.skipSpace(text, &index)
            guard index < text.count else { return nil }
            if text[index] == UInt8(ascii: "}") { return false }
            if text[index] == UInt8(ascii: ",") {
                index += 1
                continue
            }
            guard text[index] == UInt8(ascii: "\""), let found = JSONScan.string(text, &index) else { return nil }
            JSONScan.skipSpace(text, &index)
            guard index < text.count, text[index] == UInt8(ascii: ":") else { return nil }
            index += 1
            JSONScan.skipSpace(text, &index)
            if isKey(key, text, found) { return true }
            guard JSONScan.value(text, &index) != nil else { return nil }
        }
    }

    private static func isKey(
        _ key: [UInt8], _ text: Span<UInt8>, _ found: (range: Range<Int>, hasEscapes: Bool)
    ) -> Bool {
        if found.hasEscapes { return JSONScan.unescaped(text, found.range) == key }
        guard found.range.count == key.count else { return false }
        for (byte, place) in zip(key, found.range) where byte != text[place] { return false }
        return true
    }

    private static func enter(_ text: Span<UInt8>, _ index: inout Int, element: Int) -> Bool? {
        index += 1
        var left = element
        while true {
            JSONScan.skipSpace(text, &index)
            guard index < text.count else { return nil }
            if text[index] == UInt8(ascii: "]") { return false }
            if text[index] == UInt8(ascii: ",") {
                index += 1
                continue
            }
            if left == 0 { return true }
            left -= 1
            guard JSONScan.value(text, &index) != nil else { return nil }
        }
    }
}
