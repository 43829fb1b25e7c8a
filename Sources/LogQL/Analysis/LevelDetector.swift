public import Signals

/// Says how severe a line is, as Loki's distributor does for `detected_level`.
public enum LevelDetector {
    /// The level of a line: by a label of its stream, by its metadata, by a field of the line, or by words in it.
    ///
    /// One of `trace`, `debug`, `info`, `warn`, `error`, `critical`, `fatal`, `unknown`, or what a label says that is
    /// none of them.
    public static func level(of line: ArraySlice<UInt8>, labels: [Label], metadata: [Label]) -> String {
        if let level = named(labels) ?? named(metadata) { return normalised(level) }
        if let text = metadata.first(where: { $0.name == "severity_number" })?.value { return severity(text) }
        return level(in: line)
    }

    /// The level that a stream's labels give all its lines; nil where they give none.
    static func level(ofStream labels: [Label]) -> String? { named(labels).map(normalised) }

    /// The standard word for a level, whatever its case or abbreviation; what is unknown stays as it is.
    public static func normalised(_ level: String) -> String { standard(Array(level.utf8)[...]) ?? level }

    /// Names of labels and fields that hold a level, the first of them first.
    static let fields = [
        "level", "LEVEL", "Level", "log.level", "severity", "SEVERITY", "Severity", "SeverityText", "lvl", "LVL", "Lvl",
        "severity_text", "Severity_Text", "SEVERITY_TEXT",
    ]

    private static func named(_ labels: [Label]) -> String? {
        guard !labels.isEmpty else { return nil }
        for field in fields {
            if let label = labels.first(where: { $0.name == field }) { return label.value }
        }
        return nil
    }

    /// OpenTelemetry's severity numbers (Logs Data Model, "Field: SeverityNumber").
    private static func severity(_ text: String) -> String {
        guard let number = Int(text) else { return "info" }
        switch number {
        case 1...4: return "trace"
        case 5...8: return "debug"
        case 9...12: return "info"
        case 13...16: return "warn"
        case 17...20: return "error"
        case 21...24: return "fatal"
        default: return "unknown"
        }
    }

    private static func level(in line: ArraySlice<UInt8>) -> String {
        let text = line.span
        var (start, end) = (0, text.count)
        while start < end, text[start] <= 0x20 { start += 1 }
        while end > start, text[end - 1] <= 0x20 { end -= 1 }
        if start < end, text[start] == UInt8(ascii: "{"), text[end - 1] == UInt8(ascii: "}") {
            var index = start
            if case .found(let range) = field(text, &index, depth: 1), let level = standard(slice(line, range)) {
                return level
            }
        } else if let level = pair(line) {
            return level
        }
        return keyword(in: line)
    }

    private static func slice(_ line: ArraySlice<UInt8>, _ range: Range<Int>) -> ArraySlice<UInt8> {
        line[line.startIndex + range.lowerBound..<line.startIndex + range.upperBound]
    }

    // MARK: Fields of JSON

    private enum Search {
        case found(Range<Int>), closed, malformed
    }

    /// The first field of an object that holds a level as a string, nested ones included.
    private static func field(_ text: Span<UInt8>, _ index: inout Int, depth: Int) -> Search {
        guard depth <= Limits.jsonDepth else { return .malformed }
        index += 1
        while true {
            while index < text.count, text[index] <= 0x20 || text[index] == UInt8(ascii: ",") { index += 1 }
            guard index < text.count else { return .malformed }
            if text[index] == UInt8(ascii: "}") {
                index += 1
                return .closed
            }
            guard text[index] == UInt8(ascii: "\""), let key = JSONScan.string(text, &index) else { return .malformed }
            while index < text.count, text[index] <= 0x20 || text[index] == UInt8(ascii: ":") { index += 1 }
            guard index < text.count else { return .malformed }
            if text[index] == UInt8(ascii: "{") {
                let inner = field(text, &index, depth: depth + 1)
                guard case .closed = inner else { return inner }
            } else if text[index] == UInt8(ascii: "\"") {
                guard let value = JSONScan.string(text, &index) else { return .malformed }
                if rank(text, key.range, foldingCase: false) != nil { return .found(value.range) }
            } else {
                guard JSONScan.value(text, &index) != nil else { return .malformed }
            }
        }
    }

    /// The place of a key among the fields that hold a level.
    private static func rank(_ text: Span<UInt8>, _ range: Range<Int>, foldingCase: Bool) -> Int? {
        guard (3...13).contains(range.count) else { return nil }
        let first = text[range.lowerBound] | 0x20
        guard first == UInt8(ascii: "l") || first == UInt8(ascii: "s") else { return nil }
        names: for (place, field) in fields.enumerated() where field.utf8.count == range.count {
            for (byte, index) in zip(field.utf8, range) {
                let own = text[index]
                guard own == byte || (foldingCase && byte.isLetter && own ^ byte == 0x20) else { continue names }
            }
            return place
        }
        return nil
    }

    // MARK: Pairs of logfmt

    /// The level that pairs give: the field that stands first in the list wins; nil where there is none.
    private static func pair(_ line: ArraySlice<UInt8>) -> String? {
        let text = line.span
        var scan = LogfmtScan()
        var best: (rank: Int, range: Range<Int>)?
        // What cannot be read as a pair ends the search: text, not logfmt.
        while case .pair(let key, let value, _) = scan.next(text) {
            guard let rank = rank(text, key, foldingCase: true), rank < best?.rank ?? .max else { continue }
            best = (rank, value)
            if rank == 0 { break }
        }
        return best.flatMap { standard(slice(line, $0.range)) }
    }

    // MARK: Words

    private static let words: [(word: String, level: String)] = [
        ("trace", "trace"), ("trc", "trace"), ("debug", "debug"), ("dbg", "debug"), ("info", "info"), ("inf", "info"),
        ("information", "info"), ("warn", "warn"), ("wrn", "warn"), ("warning", "warn"), ("error", "error"),
        ("err", "error"), ("critical", "critical"), ("fatal", "fatal"),
    ]

    private static func standard(_ text: ArraySlice<UInt8>) -> String? {
        guard (3...11).contains(text.count) else { return nil }
        for (word, level) in words where word.utf8.count == text.count {
            if zip(word.utf8, text).allSatisfy({ $0 == $1 | 0x20 }) { return level }
        }
        return nil
    }

    /// What to look for in a line that names no level, in this order.
    private static let keywords: [(needle: ByteSearch.Needle, level: String)] = [
        ("info", "info"), ("INFO", "info"), ("err:", "error"), ("ERR:", "error"), ("[err]", "error"),
        ("[ERR]", "error"), ("[error]", "error"), ("[ERROR]", "error"), ("warn:", "warn"), ("WARN:", "warn"),
        ("[warn]", "warn"), ("[WARN]", "warn"), ("warning", "warn"), ("WARNING", "warn"), ("critical:", "critical"),
        ("CRITICAL:", "critical"), ("[critical]", "critical"), ("[CRITICAL]", "critical"), ("debug", "debug"),
        ("DEBUG", "debug"),
    ].map { (ByteSearch.Needle($0.0.utf8), $0.1) }

    private static func keyword(in line: ArraySlice<UInt8>) -> String {
        keywords.first { ByteSearch.contains($0.needle, in: line) }?.level ?? "unknown"
    }
}
