/// The `logfmt` parser, with or without parameters.
final class LogfmtStage {
    static let error = "LogfmtParserErr"

    private let strict: Bool
    private let keepsEmpty: Bool
    /// Label by the key that it comes from; empty where every key becomes a label.
    private let extractions: [Extraction]
    private let keys: KeyTable
    private let wantedCount: Int?

    init(strict: Bool, keepsEmpty: Bool, _ extractions: [Extraction], table: Int, wanted: Set<String>?) {
        self.strict = strict
        self.keepsEmpty = keepsEmpty
        self.extractions = extractions
        keys = KeyTable(id: table, wanted: extractions.isEmpty ? wanted : nil)
        wantedCount = extractions.isEmpty ? wanted?.count : nil
    }

    func process(_ line: ArraySlice<UInt8>, _ labels: inout LineLabels) {
        guard wantedCount != 0 else { return }
        keys.beginLine()
        labels.beginParsing(line)
        for extraction in extractions where !labels.hasBase(extraction.label) {
            labels.set(extraction.label, to: "", .parsed)
        }
        let text = line.span
        var scan = LogfmtScan()
        var found = 0
        while !labels.isFull {
            switch scan.next(text) {
            case .end: return
            case .malformed(let reason, let place):
                guard strict else { continue }
                labels.fail(Self.error, "logfmt syntax error at pos \(place) : \(reason)")
                return
            case .pair(let key, let value, let hasEscapes):
                guard let index = keys.index(of: text.extracting(key), below: KeyTable.root) else { continue }
                let isSet =
                    extractions.isEmpty
                    ? (keepsEmpty || !value.isEmpty)
                        && keys.set(index, to: value, hasEscapes: hasEscapes, text, &labels)
                    : extract(keys.entries[index].name, text, value, hasEscapes, &labels)
                if isSet { found += 1 }
                if found == wantedCount { return }
            }
        }
    }

    private func extract(
        _ key: String, _ text: Span<UInt8>, _ range: Range<Int>, _ hasEscapes: Bool, _ labels: inout LineLabels
    ) -> Bool {
        for extraction in extractions where LabelName.sanitised(extraction.source.utf8) == key {
            let name =
                labels.hasBase(extraction.label) ? extraction.label + LabelName.duplicateSuffix : extraction.label
            labels.set(name, to: JSONScan.text(text, (range, hasEscapes)), .parsed)
        }
        return true
    }
}
