internal import Patterns
internal import Signals

/// `label_replace`.
final class ReplaceNode: PlanNode {
    let table = SeriesTable()
    private let replacement: LabelReplacement
    private let expansion: PatternExpansion
    private let operand: any PlanNode
    private var map = SeriesMap()

    init(_ replacement: LabelReplacement, _ operand: any PlanNode) {
        self.replacement = replacement
        self.operand = operand
        expansion = PatternExpansion(replacement.replacement)
    }

    func value(at step: Int) throws(LogQLError) -> StepValue {
        var seen: Set<Int> = []
        var samples = try operand.samples(at: step)
        for index in samples.indices {
            let series = samples[index].series
            samples[index].series = map.number(series) { table.number(of: replaced(operand.table.labels[series])) }
            guard seen.insert(samples[index].series).inserted else {
                throw .matching("vector cannot contain metrics with the same labelset")
            }
        }
        return .vector(samples)
    }

    private func replaced(_ labels: LabelSet) -> LabelSet {
        let text = Array((labels[replacement.source] ?? "").utf8)
        guard let match = replacement.pattern.firstMatch(in: text, whole: true) else { return labels }
        let value = expansion.expand(match, in: text, names: replacement.pattern.groupNames)
        return labels.setting(replacement.destination, to: LineText.string(value))
    }
}
