internal import Signals

/// Reads a script of commands: `clear`, `load` and `eval`, each with its indented or following lines up to a blank one.
struct ScriptReader {
    private let lines: [String]
    private var next = 0

    init(_ text: String) {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let trimmed = Self.trimmed(line)
            return trimmed.hasPrefix("#") ? "#" : String(trimmed)
        }
    }

    /// The next command; nil at the end.
    mutating func command() throws(ScriptError) -> ScriptCommand? {
        while next < lines.count, lines[next].isEmpty || lines[next] == "#" { next += 1 }
        guard next < lines.count else { return nil }
        let line = next + 1
        let text = lines[next]
        next += 1
        let word = text.prefix { $0 != " " && $0 != "\t" }
        switch word {
        case "clear": return ScriptCommand(line: line, action: .clear)
        case "load": return ScriptCommand(line: line, action: .load(try load(text, line)))
        case "eval", "eval_fail", "eval_warn", "eval_info", "eval_ordered":
            return ScriptCommand(line: line, action: .evaluate(try evaluation(text, word, line)))
        default: throw ScriptError(line: line, message: "invalid command '\(text)'")
        }
    }

    /// The lines of a command's body, up to a blank line; comments are left out.
    private mutating func body() -> [(line: Int, text: String)] {
        var body: [(line: Int, text: String)] = []
        while next < lines.count, !lines[next].isEmpty {
            if lines[next] != "#" { body.append((next + 1, lines[next])) }
            next += 1
        }
        return body
    }

    private mutating func load(_ text: String, _ line: Int) throws(ScriptError) -> [SeriesSamples] {
        let words = text.split(whereSeparator: { $0 == " " || $0 == "\t" })
        guard words.count == 2 else { throw ScriptError(line: line, message: "load needs one duration") }
        let step = try duration(words[1], line)
        var series: [SeriesSamples] = []
        for (line, text) in body() {
            let notation = try SeriesNotation(text, line: line)
            var times: [Int64] = []
            var values: [Double] = []
            for (index, value) in notation.values.enumerated() {
                guard let value else { continue }
                times.append(Int64(index) * step)
                values.append(value)
            }
            series.append(SeriesSamples(labels: notation.labels, timestamps: times, values: values))
        }
        return series
    }

    private func duration(_ text: some StringProtocol, _ line: Int) throws(ScriptError) -> Int64 {
        do {
            return try DurationText.milliseconds(text)
        } catch {
            throw ScriptError(line: line, message: error.description)
        }
    }

    private mutating func evaluation(
        _ text: String, _ word: Substring, _ line: Int
    ) throws(ScriptError) -> ScriptEvaluation {
        var rest = text[...]
        _ = Self.takeWord(&rest)
        let time: ScriptEvaluation.Time
        switch Self.takeWord(&rest) {
        case "instant":
            var instant: Int64 = 0
            if rest.hasPrefix("at ") {
                _ = Self.takeWord(&rest)
                instant = try duration(Self.takeWord(&rest), line)
            }
            time = .instant(instant)
        case "range":
            let (from, through, step) = try range(&rest, line)
            time = .range(from: from, through: through, step: step)
        default: throw ScriptError(line: line, message: "eval must be followed by 'instant' or 'range'")
        }
        var evaluation = ScriptEvaluation(query: String(rest), time: time)
        switch word {
        case "eval_fail": evaluation.fails = .anything
        case "eval_warn": evaluation.warnings = [.anything]
        case "eval_info": evaluation.infos = [.anything]
        case "eval_ordered": evaluation.isOrdered = true
        default: break
        }
        for (line, text) in body() { try ScriptExpectationReader.read(text, line, into: &evaluation) }
        return evaluation
    }

    /// `from A to B step C`.
    private func range(
        _ rest: inout Substring, _ line: Int
    ) throws(ScriptError) -> (from: Int64, through: Int64, step: Int64) {
        var values: [Int64] = []
        for keyword in ["from", "to", "step"] {
            guard Self.takeWord(&rest) == keyword else {
                throw ScriptError(line: line, message: "a range needs 'from', 'to' and 'step'")
            }
            values.append(try duration(Self.takeWord(&rest), line))
        }
        guard values[1] >= values[0], values[2] > 0 else {
            throw ScriptError(line: line, message: "the range ends before it begins, or its step is zero")
        }
        return (values[0], values[1], values[2])
    }

    /// The next word of a line, taken from it.
    static func takeWord(_ text: inout Substring) -> Substring {
        text = text.drop { $0 == " " || $0 == "\t" }
        let word = text.prefix { $0 != " " && $0 != "\t" }
        text = text.dropFirst(word.count).drop { $0 == " " || $0 == "\t" }
        return word
    }

    private static func trimmed(_ line: Substring) -> Substring {
        var line = line.drop { $0 == " " || $0 == "\t" }
        while let last = line.last, last == " " || last == "\t" || last == "\r" { line.removeLast() }
        return line
    }
}
