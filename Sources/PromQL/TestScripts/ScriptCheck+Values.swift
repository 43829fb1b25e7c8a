internal import Signals

extension ScriptCheck {
    func compareInstant(_ value: QueryValue) -> [String] {
        switch value {
        case .scalar(let point):
            guard let expected = evaluation.scalar else { return ["expected no scalar, but got \(point.value)"] }
            return isClose(expected, point.value) ? [] : ["expected \(expected), but got \(point.value)"]
        case .string(_, let text):
            guard evaluation.string != text else { return [] }
            return ["expected the string \(evaluation.string ?? "none"), but got \(GoQuote.quoted(text))"]
        case .vector(let samples):
            guard evaluation.scalar == nil else { return ["expected a scalar, but got a vector"] }
            return compareVector(samples, isOrdered: evaluation.isOrdered)
        case .matrix:
            guard let times = evaluation.pointTimes else { return ["a range vector needs 'expect range vector'"] }
            let steps = Int((times.through - times.from) / times.step) + 1
            return compareRange(value, steps: steps, from: times.from, step: times.step)
        }
    }

    func compareVector(_ samples: [VectorSample], isOrdered: Bool) -> [String] {
        var problems: [String] = []
        var found: [LabelSet: (index: Int, value: Double)] = [:]
        for (index, sample) in samples.enumerated() { found[sample.labels] = (index, sample.point.value) }
        if found.count < samples.count { problems.append("a label set stands more than once in the answer") }
        for (index, series) in evaluation.series.enumerated() {
            let name = LabelText.braces(series.labels)
            guard series.values.count == 1, let expected = series.values[0] else {
                problems.append("line \(series.line): an instant query has one value a series")
                continue
            }
            guard let (place, value) = found.removeValue(forKey: series.labels) else {
                problems.append("expected \(name), but it is not there")
                continue
            }
            if !isClose(expected, value) { problems.append("expected \(expected) for \(name), but got \(value)") }
            if isOrdered, place != index {
                problems.append("expected \(name) at position \(index + 1), but it is at \(place + 1)")
            }
        }
        let surplus = found.keys.sorted().map { "unexpected \(LabelText.braces($0)) in the answer" }
        return problems + surplus
    }

    /// Compares the points of each step.
    func compareRange(_ value: QueryValue, steps: Int, from start: Int64, step: Int64) -> [String] {
        guard case .matrix(let found) = value else { return ["expected a matrix"] }
        var problems: [String] = []
        var byLabels: [LabelSet: MatrixSeries] = [:]
        for series in found { byLabels[series.labels] = series }
        if let scalar = evaluation.scalar {
            let values = [Double?](repeating: scalar, count: steps)
            let expected = ExpectedSeries(line: 0, labels: .empty, values: values)
            return compare(expected, byLabels[.empty], from: start, step: step)
        }
        for expected in evaluation.series {
            guard expected.values.count <= steps else {
                problems.append("line \(expected.line): more values than the \(steps) steps of the query")
                continue
            }
            problems += compare(
                expected, byLabels.removeValue(forKey: expected.labels), from: start, step: step)
        }
        return problems + byLabels.keys.sorted().map { "unexpected \(LabelText.braces($0)) in the answer" }
    }

    private func compare(
        _ expected: ExpectedSeries, _ found: MatrixSeries?, from start: Int64, step: Int64
    ) -> [String] {
        let name = LabelText.braces(expected.labels)
        var points: [Int64: Double] = [:]
        for point in found?.points ?? [] { points[point.timestamp] = point.value }
        for (index, value) in expected.values.enumerated() {
            let time = start + Int64(index) * step
            let actual = points.removeValue(forKey: time)
            switch (value, actual) {
            case (nil, nil): continue
            case (let wanted?, let actual?) where isClose(wanted, actual): continue
            default:
                let (wanted, got) = (value.map(\.description) ?? "nothing", actual.map(\.description) ?? "nothing")
                return ["expected \(wanted) for \(name) at \(DurationText.format(time)), but got \(got)"]
            }
        }
        return points.isEmpty ? [] : ["more points than expected for \(name)"]
    }

    /// Equal but for a millionth, NaN like NaN.
    private func isClose(_ left: Double, _ right: Double) -> Bool {
        if left.isNaN || right.isNaN { return left.isNaN && right.isNaN }
        if left == right { return true }
        let sum = left.magnitude + right.magnitude
        let difference = (left - right).magnitude
        if left == 0 || right == 0 || sum < Double.leastNormalMagnitude {
            return difference < 1e-6 * Double.leastNormalMagnitude
        }
        return difference / min(sum, Double.greatestFiniteMagnitude) < 1e-6
    }
}
