internal import Patterns
internal import Signals

/// Evaluates one query of a script in every way that must agree, and says what does not.
struct ScriptCheck {
    let engine: Engine
    let source: ScriptSource
    let evaluation: ScriptEvaluation

    /// What does not turn out as expected; empty where all is well.
    func problems() -> [String] {
        switch evaluation.time {
        case .range(let from, let through, let step):
            return judged {
                try engine.range(evaluation.query, from: from, through: through, step: step, from: source)
            } compare: { value in
                compareRange(value, steps: Int((through - from) / step) + 1, from: from, step: step)
            }
        case .instant(let time):
            let direct = judged {
                try engine.instant(evaluation.query, at: time, from: source)
            } compare: {
                compareInstant($0)
            }
            guard direct.isEmpty, evaluation.fails == nil else { return direct }
            return inRangeMode(time) + fromOtherTimes(time)
        }
    }

    private func judged(_ run: () throws -> QueryResult, compare: (QueryValue) -> [String]) -> [String] {
        let result: QueryResult
        do {
            result = try run()
        } catch {
            guard let expected = evaluation.fails else { return ["the query failed: \(error)"] }
            return expected.accepts("\(error)") ? [] : ["the query failed otherwise than expected: \(error)"]
        }
        guard evaluation.fails == nil else { return ["the query was expected to fail, but did not"] }
        return annotationProblems(result) + compare(result.value)
    }

    private func annotationProblems(_ result: QueryResult) -> [String] {
        if evaluation.hasNoWarnings, let first = result.warnings.first { return ["unexpected warning: \(first)"] }
        if evaluation.hasNoInfos, let first = result.infos.first { return ["unexpected info: \(first)"] }
        return compare(evaluation.warnings, result.warnings, kind: "warning")
            + compare(evaluation.infos, result.infos, kind: "info")
    }

    /// Each expectation must be met, and each annotation expected, unless nothing is expected.
    private func compare(
        _ expected: [ScriptEvaluation.TextExpectation], _ found: [String], kind: String
    ) -> [String] {
        guard !expected.isEmpty else { return [] }
        let missing = expected.filter { one in !found.contains { one.acceptsAnnotation($0) } }
        guard missing.isEmpty else { return ["an expected \(kind) is missing; there are \(found)"] }
        let surplus = found.filter { text in !expected.contains { $0.acceptsAnnotation(text) } }
        return surplus.map { "unexpected \(kind): \($0)" }
    }

    /// The same as the middle of three steps.
    private func inRangeMode(_ time: Int64) -> [String] {
        guard let type = try? Parser.expression(evaluation.query, options: engine.options.parser).type,
            type == .vector || type == .scalar
        else { return [] }
        let result: QueryResult
        do {
            result = try engine.range(
                evaluation.query, from: time - 60_000, through: time + 60_000, step: 60_000, from: source)
        } catch {
            return ["the query failed in range mode: \(error)"]
        }
        guard case .matrix(let series) = result.value else { return ["range mode answered no matrix"] }
        let samples = series.compactMap { one in
            one.points.first { $0.timestamp == time }.map { VectorSample(labels: one.labels, point: $0) }
        }
        if type == .scalar {
            return compareInstant(.scalar(samples.first?.point ?? Point(timestamp: time, value: .nan)))
                .map { $0 + " (in range mode)" }
        }
        return compareVector(samples, isOrdered: false).map { $0 + " (in range mode)" }
    }

    /// The same from other times, with every selector fixed by `@`.
    private func fromOtherTimes(_ time: Int64) -> [String] {
        guard let expression = try? Parser.expression(evaluation.query, options: engine.options.parser),
            expression.type == .vector, let pinned = expression.pinned(at: time)
        else { return [] }
        for other in [0, time / 5, time * 10, -1_000] {
            let problems = judged {
                try engine.instant(pinned.description, at: other, from: source)
            } compare: {
                compareInstant($0)
            }
            if let first = problems.first { return ["\(first) (as \(pinned) at \(other) ms)"] }
        }
        return []
    }
}

extension ScriptEvaluation.TextExpectation {
    func accepts(_ text: String) -> Bool {
        switch self {
        case .anything: true
        case .text(let wanted): text == wanted
        case .pattern(let pattern): pattern.matches(text)
        }
    }

    /// Whether an annotation is meant, whose place may be left out.
    func acceptsAnnotation(_ text: String) -> Bool {
        guard text.hasSuffix(")"), let place = text.lastIndex(of: "(") else { return accepts(text) }
        return accepts(text) || accepts(String(text[..<place].dropLast()))
    }
}
