internal import Patterns
internal import Signals

extension Evaluator {
    /// Adds the labels of info metrics, such as `target_info`, to the series with the same `instance` and `job`.
    ///
    /// The second argument chooses the labels to add and may name other info metrics by `__name__`.
    func withInfo(_ call: Call) throws(QueryError) -> [Track] {
        let tracks = try vector(call.arguments[0])
        var conditions: [LabelMatcher] = []
        if call.arguments.count > 1, case .vector(let selector) = call.arguments[1] {
            conditions = selector.matchers
        }
        let wanted = Set(exact: conditions.map(\.name)).subtracting([ExactText(LabelText.metricName)])
        var matchers = conditions
        if !matchers.contains(where: { $0.name == LabelText.metricName }) {
            matchers.append(LabelMatcher(LabelText.metricName, .equal("target_info")))
        }
        let selector = VectorSelector(
            name: nil, matchers: matchers, time: TimeModifiers(), range: call.arguments[0].range)
        let infos = try self.tracks(of: selector)
        let identity: Set<ExactText> = ["instance", "job"]
        var byIdentity: [LabelSet: [Track]] = [:]
        for info in infos { byIdentity[info.labels.keeping(identity), default: []].append(info) }
        var result: [Track] = []
        for track in tracks {
            try context.checkInterruption()
            result += try enriched(track, byIdentity[track.labels.keeping(identity)] ?? [], wanted, conditions)
        }
        return try merged(result)
    }

    /// One track for each combination of labels that the infos of its steps add.
    private func enriched(
        _ track: Track, _ infos: [Track], _ wanted: Set<ExactText>, _ conditions: [LabelMatcher]
    ) throws(QueryError) -> [Track] {
        let isRequired = conditions.contains { wanted.contains(ExactText($0.name)) && !$0.accepts("") }
        var places: [LabelSet: Int] = [:]
        var result: [Track] = []
        for step in track.values.indices where !Gap.isGap(track.values[step]) {
            let present = infos.filter { !Gap.isGap($0.values[step]) }
            if present.isEmpty, isRequired { continue }
            var labels = track.labels
            for info in present {
                for label in info.labels.labels where label.name != LabelText.metricName {
                    guard wanted.isEmpty || wanted.contains(ExactText(label.name)) else { continue }
                    if let known = track.labels[label.name], !known.isEmpty { continue }
                    if let other = labels[label.name], !other.hasSameBytes(as: label.value) {
                        throw .execution("conflicting label: \(label.name)")
                    }
                    labels = labels.setting(label.name, to: label.value)
                }
            }
            let place = places[labels] ?? result.count
            if place == result.count {
                try context.budget.hold(grid.count)
                places[labels] = place
                result.append(
                    Track(
                        labels: labels, dropsName: track.dropsName,
                        values: [Double](repeating: Gap.value, count: grid.count)))
            }
            result[place].values[step] = track.values[step]
        }
        return result
    }
}
