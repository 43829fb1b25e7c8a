internal import Signals

extension Evaluator {
    /// 1 where none of the tracks has a sample, with the labels that the selector names.
    func absence(of tracks: [Track], selector expression: QueryExpression) -> [Track] {
        var values = [Double](repeating: 1, count: grid.count)
        for track in tracks {
            for step in values.indices where !Gap.isGap(track.values[step]) { values[step] = Gap.value }
        }
        guard values.contains(where: { !Gap.isGap($0) }) else { return [] }
        return [Track(labels: Self.absentLabels(expression), values: values)]
    }

    func absence(in ranges: RangeVector, of expression: QueryExpression) throws(QueryError) -> [Track] {
        // Only presence counts here: names may well be the same once they are dropped.
        let present = try slide(PresentOverTime(), over: ranges, keepsName: true)
        return absence(of: present, selector: expression)
    }

    /// The labels of a selector that are compared for equality exactly once.
    private static func absentLabels(_ expression: QueryExpression) -> LabelSet {
        let matchers: [LabelMatcher]
        switch expression.unwrapped {
        case .vector(let selector): matchers = selector.matchers
        case .matrix(let selector): matchers = selector.selector.matchers
        default: return .empty
        }
        var labels = LabelSet.empty
        var seen: Set<ExactText> = []
        for matcher in matchers where matcher.name != LabelText.metricName {
            if case .equal(let value) = matcher.operation, seen.insert(ExactText(matcher.name)).inserted {
                labels = labels.setting(matcher.name, to: value)
            } else {
                labels = labels.removing([ExactText(matcher.name)])
            }
        }
        return labels
    }
}
