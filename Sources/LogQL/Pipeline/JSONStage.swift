/// The `json` parser: every key of a line that is an object becomes a label, nested ones joined by underscores.
///
/// Arrays and nulls become none, as in Loki.
final class JSONStage {
    static let error = "JSONParserErr"
    /// What Loki says of a line that is no object.
    static let noObject = "Value looks like object, but can't find closing '}' symbol"

    private let keys: KeyTable
    /// Labels that somebody asks for; nil where all are.
    private let wantedCount: Int?
    private var found = 0

    init(table: Int, wanted: Set<String>?) {
        keys = KeyTable(id: table, wanted: wanted)
        wantedCount = wanted?.count
    }

    private enum Outcome {
        case closed, enough, malformed(String)
    }

    func process(_ line: ArraySlice<UInt8>, _ labels: inout LineLabels) {
        guard wantedCount != 0 else { return }
        keys.beginLine()
        labels.beginParsing(line)
        found = 0
        let text = line.span
        var index = 0
        JSONScan.skipSpace(text, &index)
        guard index < text.count, text[index] == UInt8(ascii: "{") else {
            labels.fail(Self.error, Self.noObject)
            return
        }
        if case .malformed(let reason) = object(text, &index, below: KeyTable.root, depth: 1, &labels) {
            labels.fail(Self.error, reason)
        }
    }

    /// Reads the object whose brace is under `index`.
    private func object(
        _ text: Span<UInt8>, _ index: inout Int, below parent: Int, depth: Int, _ labels: inout LineLabels
    ) -> Outcome {
        guard depth <= Limits.jsonDepth else { return .malformed("objects nest deeper than \(Limits.jsonDepth)") }
        index += 1
        var isFirst = true
        while true {
            JSONScan.skipSpace(text, &index)
            guard index < text.count else { return .malformed(Self.noObject) }
            if text[index] == UInt8(ascii: "}") {
                index += 1
                return .closed
            }
            if !isFirst {
                guard text[index] == UInt8(ascii: ",") else { return .malformed("a comma is missing") }
                index += 1
                JSONScan.skipSpace(text, &index)
            }
            isFirst = false
            guard index < text.count, text[index] == UInt8(ascii: "\""), let key = JSONScan.string(text, &index) else {
                return .malformed("a key is missing")
            }
            JSONScan.skipSpace(text, &index)
            guard index < text.count, text[index] == UInt8(ascii: ":") else { return .malformed("a colon is missing") }
            index += 1
            JSONScan.skipSpace(text, &index)
            guard !labels.isFull else { return .enough }
            let outcome = member(text, &index, entry(text, key, below: parent), depth: depth, &labels)
            if case .closed = outcome { continue }
            return outcome
        }
    }

    private func entry(_ text: Span<UInt8>, _ key: (range: Range<Int>, hasEscapes: Bool), below parent: Int) -> Int? {
        guard key.hasEscapes else { return keys.index(of: text.extracting(key.range), below: parent) }
        guard let bytes = JSONScan.unescaped(text, key.range) else { return nil }
        return keys.index(of: bytes.span, below: parent)
    }

    /// Reads the value of a key; `closed` means that the object goes on.
    private func member(
        _ text: Span<UInt8>, _ index: inout Int, _ entry: Int?, depth: Int, _ labels: inout LineLabels
    ) -> Outcome {
        guard index < text.count, let kind = JSONScan.kind(text[index]) else { return .malformed("a value is missing") }
        guard let entry else {
            return JSONScan.value(text, &index) == nil ? .malformed(Self.noObject) : .closed
        }
        switch kind {
        case .object where keys.entries[entry].leadsToWanted:
            return object(text, &index, below: entry, depth: depth + 1, &labels)
        case .object, .array, .null:
            return JSONScan.value(text, &index) == nil ? .malformed(Self.noObject) : .closed
        case .string:
            guard let found = JSONScan.string(text, &index) else { return .malformed("a string does not end") }
            return set(entry, found.range, found.hasEscapes, text, &labels)
        case .number, .bool:
            guard let range = JSONScan.scalar(text, &index, kind) else { return .malformed("Unknown value type") }
            return set(entry, range, false, text, &labels)
        }
    }

    private func set(
        _ entry: Int, _ range: Range<Int>, _ hasEscapes: Bool, _ text: Span<UInt8>, _ labels: inout LineLabels
    ) -> Outcome {
        guard keys.set(entry, to: range, hasEscapes: hasEscapes, text, &labels) else { return .closed }
        found += 1
        return found == wantedCount ? .enough : .closed
    }
}
