/// The `unpack` parser: the strings of an object become labels, and `_entry` the line.
struct UnpackStage {
    private static let entry = "_entry"

    let keys: KeyTable

    func process(_ line: ArraySlice<UInt8>, _ labels: inout LineLabels) -> ArraySlice<UInt8> {
        keys.beginLine()
        labels.beginParsing(line)
        let text = line.span
        var index = 0
        var entry: [UInt8]?
        JSONScan.skipSpace(text, &index)
        guard index < text.count, text[index] == UInt8(ascii: "{") else {
            labels.fail(JSONStage.error, "expecting json object(6), but it is not")
            return line
        }
        index += 1
        while true {
            JSONScan.skipSpace(text, &index)
            if index < text.count, text[index] == UInt8(ascii: "}") { break }
            if index < text.count, text[index] == UInt8(ascii: ",") {
                index += 1
                continue
            }
            guard index < text.count, text[index] == UInt8(ascii: "\""), let key = JSONScan.string(text, &index),
                let range = valueRange(text, &index)
            else {
                labels.fail(JSONStage.error, JSONStage.noObject)
                return line
            }
            guard text[range.lowerBound] == UInt8(ascii: "\"") else { continue }
            var start = range.lowerBound
            guard let found = JSONScan.string(text, &start) else { continue }
            if JSONScan.text(text, key) == Self.entry {
                entry = JSONScan.unescaped(text, found.range)
            } else if let place = keys.index(of: text.extracting(key.range), below: KeyTable.root) {
                _ = keys.set(place, to: found.range, hasEscapes: found.hasEscapes, text, &labels)
            }
        }
        return entry.map { $0[...] } ?? line
    }

    private func valueRange(_ text: Span<UInt8>, _ index: inout Int) -> Range<Int>? {
        JSONScan.skipSpace(text, &index)
        guard index < text.count, text[index] == UInt8(ascii: ":") else { return nil }
        index += 1
        JSONScan.skipSpace(text, &index)
        return JSONScan.value(text, &index)
    }
}
