internal import Patterns

/// Reads the lines after an `eval`: `expect` lines, a number, or series with values.
enum ScriptExpectationReader {
    static func read(
        _ text: String, _ line: Int, into evaluation: inout ScriptEvaluation
    ) throws(ScriptError) {
        var rest = text[...]
        let word = ScriptReader.takeWord(&rest)
        switch word {
        case "expect": try readExpect(rest, line, into: &evaluation)
        case "expected_fail_message":
            evaluation.fails = .text(String(rest))
        case "expected_fail_regexp": evaluation.fails = .pattern(try pattern(String(rest), line))
        default:
            if let number = scalar(text) {
                evaluation.scalar = number
                return
            }
            let notation = try SeriesNotation(text, line: line)
            evaluation.series.append(ExpectedSeries(line: line, labels: notation.labels, values: notation.values))
        }
    }

    private static func readExpect(
        _ text: Substring, _ line: Int, into evaluation: inout ScriptEvaluation
    ) throws(ScriptError) {
        var rest = text
        switch ScriptReader.takeWord(&rest) {
        case "ordered": evaluation.isOrdered = true
        case "no_warn": evaluation.hasNoWarnings = true
        case "no_info": evaluation.hasNoInfos = true
        case "fail":
            guard evaluation.fails == nil else {
                throw ScriptError(line: line, message: "multiple expect fail lines are not allowed")
            }
            evaluation.fails = try expectation(rest, line)
        case "warn": evaluation.warnings.append(try expectation(rest, line))
        case "info": evaluation.infos.append(try expectation(rest, line))
        case "string":
            guard let value = GoQuote.unquoted(rest.utf8) else {
                throw ScriptError(line: line, message: "expect string needs a text in quotes")
            }
            evaluation.string = value
        case "range": try readPointTimes(rest, line, into: &evaluation)
        default: throw ScriptError(line: line, message: "invalid expect line 'expect \(text)'")
        }
        if (!evaluation.warnings.isEmpty && evaluation.hasNoWarnings)
            || (!evaluation.infos.isEmpty && evaluation.hasNoInfos)
        {
            throw ScriptError(line: line, message: "an annotation cannot be expected and forbidden")
        }
    }

    /// `vector from A to B step C`.
    private static func readPointTimes(
        _ text: Substring, _ line: Int, into evaluation: inout ScriptEvaluation
    ) throws(ScriptError) {
        var rest = text
        var values: [Int64] = []
        _ = ScriptReader.takeWord(&rest)
        for _ in 0..<3 {
            _ = ScriptReader.takeWord(&rest)
            guard let value = try? DurationText.milliseconds(ScriptReader.takeWord(&rest)) else {
                throw ScriptError(line: line, message: "a range vector needs 'from', 'to' and 'step'")
            }
            values.append(value)
        }
        guard values[2] > 0 else { throw ScriptError(line: line, message: "the step must not be zero") }
        evaluation.pointTimes = (values[0], values[1], values[2])
    }

    private static func expectation(
        _ text: Substring, _ line: Int
    ) throws(ScriptError) -> ScriptEvaluation.TextExpectation {
        if text.isEmpty { return .anything }
        let parts = text.split(separator: ":", maxSplits: 1)
        let value = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
        switch parts.first {
        case "msg": return .text(value)
        case "regex": return .pattern(try pattern(value, line))
        default: throw ScriptError(line: line, message: "'\(text)' must begin with 'msg:' or 'regex:'")
        }
    }

    private static func pattern(_ source: String, _ line: Int) throws(ScriptError) -> Pattern {
        do {
            return try Pattern(source)
        } catch {
            throw ScriptError(line: line, message: error.description)
        }
    }

    private static func scalar(_ text: String) -> Double? {
        let isNegative = text.hasPrefix("-")
        let digits = isNegative || text.hasPrefix("+") ? String(text.dropFirst()) : text
        return NumberText.value(digits).map { isNegative ? -$0 : $0 }
    }
}
