internal import Patterns
internal import Signals

extension Evaluator {
    /// Evaluates a function that changes or orders by labels.
    func evaluateLabelFunction(_ call: Call) throws(QueryError) -> [Track]? {
        switch call.function.name {
        case "label_replace": try replaceLabel(call)
        case "label_join": try joinLabels(call)
        case "sort_by_label": try sortedByLabels(call, ascending: true)
        case "sort_by_label_desc": try sortedByLabels(call, ascending: false)
        case "info": try withInfo(call)
        default: nil
        }
    }

    private func replaceLabel(_ call: Call) throws(QueryError) -> [Track] {
        let destination = try string(call.arguments[1])
        let template = ReplacementTemplate(try string(call.arguments[2]))
        let source = try string(call.arguments[3])
        let expression = try string(call.arguments[4])
        guard let pattern = try? Pattern(expression, dotMatchesNewline: true) else {
            throw .execution("invalid regular expression in label_replace(): \(expression)")
        }
        guard !destination.isEmpty else {
            throw .execution("invalid destination label name in label_replace(): \(destination)")
        }
        var tracks = try vector(call.arguments[0])
        for index in tracks.indices {
            let text = Array((tracks[index].labels[source] ?? "").utf8)
            guard let groups = pattern.firstMatch(in: text, whole: true) else { continue }
            let value = template.expand(text, groups: groups, names: pattern.groupNames)
            try label(&tracks[index], destination, value)
        }
        return try merged(tracks)
    }

    private func joinLabels(_ call: Call) throws(QueryError) -> [Track] {
        let destination = try string(call.arguments[1])
        let separator = try string(call.arguments[2])
        var sources: [String] = []
        for argument in call.arguments.dropFirst(3) {
            let source = try string(argument)
            guard !source.isEmpty else {
                throw .execution("invalid source label name in label_join(): \(source)")
            }
            sources.append(source)
        }
        guard !destination.isEmpty else {
            throw .execution("invalid destination label name in label_join(): \(destination)")
        }
        var tracks = try vector(call.arguments[0])
        for index in tracks.indices {
            let labels = tracks[index].labels
            try label(
                &tracks[index], destination, sources.map { labels[$0] ?? "" }.joined(separator: separator))
        }
        return try merged(tracks)
    }

    private func label(_ track: inout Track, _ name: String, _ value: String) throws(QueryError) {
        guard value.utf8.count <= Limits.labelValueBytes else {
            throw .execution("the value of label \(name) would have more than \(Limits.labelValueBytes) bytes")
        }
        track.labels = track.labels.setting(name, to: value)
        // A name that was set is no longer the metric's own, which was to go.
        if name == LabelText.metricName { track.dropsName = false }
    }

    private func sortedByLabels(_ call: Call, ascending: Bool) throws(QueryError) -> [Track] {
        var names: [String] = []
        for argument in call.arguments.dropFirst() { names.append(try string(argument)) }
        let tracks = try vector(call.arguments[0])
        return tracks.sorted { left, right in
            for name in names {
                let (one, other) = (left.labels[name] ?? "", right.labels[name] ?? "")
                guard one != other else { continue }
                return NaturalOrder.precedes(one, other) == ascending
            }
            return ascending ? left.labels < right.labels : right.labels < left.labels
        }
    }
}
