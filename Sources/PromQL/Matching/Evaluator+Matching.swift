internal import Signals

extension Evaluator {
    /// Evaluates an operator between two vectors, sample by matching sample.
    ///
    /// The series are matched once; what can differ from step to step is only which of them have a sample.
    func match(
        _ operation: InfixOperation, _ left: [Track], _ right: [Track]
    ) throws(QueryError) -> [Track] {
        guard !left.isEmpty, !right.isEmpty else { return [] }
        let isSwapped = operation.matching.cardinality == .oneToMany
        let pairing = Pairing(
            operation: operation, many: isSwapped ? right : left, one: isSwapped ? left : right,
            isSwapped: isSwapped)
        var result: [(index: Int, track: Track)] = []
        let groups = MatchGroups(pairing.many, pairing.one, matching: operation.matching).groups
        var isActive: [Bool]?
        for group in groups where !group.right.isEmpty {
            try context.checkInterruption()
            if group.right.count > 1 {
                let active = isActive ?? pairing.many.presence(count: grid.count)
                isActive = active
                try checkOnlyOne(pairing, group, at: active)
            }
            guard !group.left.isEmpty else { continue }
            result += try match(pairing, group)
        }
        return try mergedNow(result.sorted { $0.index < $1.index }.map(\.track))
    }

    private struct Pairing {
        let operation: InfixOperation
        /// The side of which several series may match one of the other.
        let many: [Track]
        let one: [Track]
        /// Whether the side of many is the right one.
        let isSwapped: Bool
    }

    /// Refuses a group in which two series of the side of one have samples at the same step.
    private func checkOnlyOne(
        _ pairing: Pairing, _ group: MatchGroups.Group, at active: [Bool]
    ) throws(QueryError) {
        for step in active.indices where active[step] {
            let present = group.right.filter { !Gap.isGap(pairing.one[$0].values[step]) }
            guard present.count > 1 else { continue }
            let matching = pairing.operation.matching
            let second = pairing.one[present[1]].labels
            // Prometheus shows the name here even when it is ignored for the match.
            let shared = matching.isOn ? second.keeping(Set(exact: matching.labels)) : group.labels
            throw .execution(
                "found duplicate series for the match group \(LabelText.braces(shared)) on the "
                    + "\(pairing.isSwapped ? "left" : "right") hand-side of the operation: "
                    + "[\(LabelText.braces(second)), \(LabelText.braces(pairing.one[present[0]].labels))]"
                    + ";many-to-many matching not allowed: matching labels must be unique on one side")
        }
    }

    private func match(
        _ pairing: Pairing, _ group: MatchGroups.Group
    ) throws(QueryError) -> [(index: Int, track: Track)] {
        var result: [(index: Int, track: Track)] = []
        var places: [LabelSet: Int] = [:]
        // Which steps already have a result: with one-to-one matching there can be only one a group.
        let isOneToOne = pairing.operation.matching.cardinality == .oneToOne
        var taken = [Bool](repeating: false, count: isOneToOne && group.left.count > 1 ? grid.count : 0)
        for manyIndex in group.left {
            try context.checkInterruption()
            for oneIndex in group.right {
                guard let values = combine(pairing, manyIndex, oneIndex) else { continue }
                try context.budget.hold(grid.count)
                let track = resultTrack(pairing, pairing.many[manyIndex], pairing.one[oneIndex], values)
                for step in taken.indices where !Gap.isGap(values[step]) {
                    guard !taken[step] else {
                        throw .execution(
                            "multiple matches for labels: many-to-one matching must be explicit "
                                + "(group_left/group_right)")
                    }
                    taken[step] = true
                }
                guard let place = places[track.labels] else {
                    places[track.labels] = result.count
                    result.append((manyIndex, track))
                    continue
                }
                for step in values.indices where !Gap.isGap(values[step]) {
                    guard Gap.isGap(result[place].track.values[step]) else {
                        throw .execution(
                            "multiple matches for labels: grouping labels must ensure unique matches")
                    }
                    result[place].track.values[step] = values[step]
                }
            }
        }
        return result
    }

    /// The results of two series at the steps where both have a sample; nil where there are none.
    private func combine(_ pairing: Pairing, _ manyIndex: Int, _ oneIndex: Int) -> [Double]? {
        let many = pairing.many[manyIndex].values
        let one = pairing.one[oneIndex].values
        var values = [Double](repeating: Gap.value, count: grid.count)
        var isEmpty = true
        for step in values.indices where !Gap.isGap(many[step]) && !Gap.isGap(one[step]) {
            let value =
                pairing.isSwapped
                ? InfixArithmetic.combine(pairing.operation, one[step], many[step])
                : InfixArithmetic.combine(pairing.operation, many[step], one[step])
            values[step] = value
            if !Gap.isGap(value) { isEmpty = false }
        }
        return isEmpty ? nil : values
    }

    /// The labels of a result: of the side of many, or where both are one, those that were matched.
    private func resultTrack(_ pairing: Pairing, _ many: Track, _ one: Track, _ values: [Double]) -> Track {
        let matching = pairing.operation.matching
        var track = Track(labels: many.labels, dropsName: many.dropsName, values: values)
        if pairing.operation.dropsName { track = context.droppingName(track) }
        if matching.cardinality == .oneToOne {
            let names = Set(exact: matching.labels)
            track.labels = matching.isOn ? track.labels.keeping(names) : track.labels.removing(names)
        }
        for name in matching.include {
            track.labels = track.labels.setting(name, to: one.labels[name] ?? "")
        }
        return track
    }
}
