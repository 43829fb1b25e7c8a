internal import Signals

/// Series in the notation of Prometheus's unit tests: `requests_total{job="a"} 0+10x5 _ stale 7`.
///
/// `axN` is a value and N repetitions, `a+bxN` and `a-bxN` count on, `_` and `_xN` leave out, `stale` ends the series.
struct SeriesNotation {
    let labels: LabelSet
    /// Nil where a sample is left out.
    let values: [Double?]

    init(_ text: String, line: Int) throws(ScriptError) {
        let bytes = Array(text.utf8)
        var offset = 0
        while offset < bytes.count,
            LabelText.isAlpha(bytes[offset]) || LabelText.isDigit(bytes[offset])
                || bytes[offset] == UInt8(ascii: ":")
        { offset += 1 }
        let name = String(decoding: bytes[..<offset], as: UTF8.self)
        var labels: [Label] = []
        if offset < bytes.count, bytes[offset] == UInt8(ascii: "{") {
            do {
                let rest = String(decoding: bytes[offset...], as: UTF8.self)
                let (found, end) = try Parser.labelSet(rest)
                labels = found
                offset += end
            } catch {
                throw ScriptError(line: line, message: error.description)
            }
        }
        if !name.isEmpty { labels.append(Label(LabelText.metricName, name)) }
        do {
            self.labels = try LabelSet(labels)
        } catch {
            throw ScriptError(line: line, message: error.description)
        }
        values = try Self.values(String(decoding: bytes[offset...], as: UTF8.self), line: line)
    }

    private static func values(_ text: String, line: Int) throws(ScriptError) -> [Double?] {
        guard !text.contains("{{") else {
            throw ScriptError(line: line, message: "native histograms are not supported")
        }
        var values: [Double?] = []
        for item in text.split(whereSeparator: { $0 == " " || $0 == "\t" }) {
            guard let parsed = SequenceItem(item) else {
                throw ScriptError(line: line, message: "'\(item)' is no item of a series")
            }
            guard values.count + parsed.count <= Limits.scriptSamples else {
                throw ScriptError(line: line, message: "the series has more than \(Limits.scriptSamples) samples")
            }
            values += parsed.values
        }
        return values
    }
}

/// One item of a sequence of values.
private struct SequenceItem {
    private let first: Double?
    private let increment: Double
    let count: Int

    init?(_ item: Substring) {
        var body = item
        var repetitions: Int?
        if let sign = item.lastIndex(of: "x"), !item.hasPrefix("0x") {
            guard let number = Int(item[item.index(after: sign)...]), number >= 0, number < Limits.scriptSamples
            else { return nil }
            repetitions = number
            body = item[..<sign]
        }
        if body == "_" {
            first = nil
            increment = 0
            // A repeated gap stands as often as it says, a repeated value once more.
            count = repetitions ?? 1
            return
        }
        if body == "stale" {
            first = StaleMarker.value
            increment = 0
            count = (repetitions ?? 0) + 1
            return
        }
        let start = Self.numberLength(body)
        guard let value = Self.number(body.prefix(start)) else { return nil }
        let rest = body.dropFirst(start)
        first = value
        count = (repetitions ?? 0) + 1
        if rest.isEmpty {
            increment = 0
        } else {
            guard repetitions != nil, let step = Self.number(rest) else { return nil }
            increment = step
        }
    }

    var values: [Double?] {
        var values: [Double?] = []
        var value = first
        for _ in 0..<count {
            values.append(value)
            // The marker must keep its bits.
            if increment != 0 { value = value.map { $0 + increment } }
        }
        return values
    }

    private static func number(_ text: Substring) -> Double? {
        let isNegative = text.hasPrefix("-")
        let digits = isNegative || text.hasPrefix("+") ? text.dropFirst() : text
        guard let first = digits.first, first != "+", first != "-" else { return nil }
        return NumberText.value(String(digits)).map { isNegative ? -$0 : $0 }
    }

    /// How many characters the first number takes; a sign after an exponent belongs to it.
    private static func numberLength(_ text: Substring) -> Int {
        var previous: Character?
        for (index, character) in text.enumerated() {
            if index > 0, character == "+" || character == "-", previous != "e", previous != "E" { return index }
            previous = character
        }
        return text.count
    }
}

extension Parser {
    /// Reads `{a="b", c="d"}` at the start of a text; also how many bytes it takes.
    static func labelSet(_ text: String) throws(ParseError) -> (labels: [Label], length: Int) {
        var parser = try Parser(text, options: ParserOptions())
        try parser.advance()
        var labels: [Label] = []
        while parser.token.kind != .rightBrace {
            labels.append(try parser.labelSetItem())
            guard parser.token.kind != .rightBrace else { break }
            guard parser.token.kind == .comma else {
                throw parser.unexpected(in: "label set", expected: "\",\" or \"}\"")
            }
            try parser.advance()
        }
        return (labels, parser.token.range.end)
    }

    private mutating func labelSetItem() throws(ParseError) -> Label {
        let isQuoted = token.kind == .string
        guard token.kind == .identifier || isQuoted else {
            throw unexpected(in: "label set", expected: "identifier or \"}\"")
        }
        let name = isQuoted ? try unquoted(token) : token.text
        try advance()
        guard token.kind == .equal else {
            if isQuoted { return Label(LabelText.metricName, name) }
            throw unexpected(in: "label set", expected: "\"=\"")
        }
        try advance()
        guard token.kind == .string else { throw unexpected(in: "label set", expected: "string") }
        let value = try unquoted(token)
        try advance()
        return Label(name, value)
    }
}
