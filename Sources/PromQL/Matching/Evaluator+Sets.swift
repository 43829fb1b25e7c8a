internal import Signals

extension Evaluator {
    /// Evaluates `and`, `or` and `unless`: which series stay depends only on which labels the other side has.
    func combineSets(
        _ operation: InfixOperation, _ left: [Track], _ right: [Track]
    ) throws(QueryError) -> [Track] {
        var kept: [(index: Int, track: Track)] = []
        let matching = MatchGroups(left, right, matching: operation.matching)
        for group in matching.groups {
            try context.checkInterruption()
            if operation.operation == .or {
                kept += group.left.map { ($0, left[$0]) }
                let taken = left.presence(group.left, count: grid.count)
                kept += group.right.compactMap { index in
                    filtered(right[index]) { !taken[$0] }.map { (left.count + index, $0) }
                }
            } else {
                let wanted = operation.operation == .and
                let other = right.presence(group.right, count: grid.count)
                kept += group.left.compactMap { index in
                    filtered(left[index]) { other[$0] == wanted }.map { (index, $0) }
                }
            }
        }
        // The groups are not in the order of the operands, which the answer keeps.
        return try mergedNow(kept.sorted { $0.index < $1.index }.map(\.track))
    }

    /// The track with only some of its steps; nil where none is left.
    private func filtered(_ track: Track, _ isKept: (Int) -> Bool) -> Track? {
        var result = track
        var isEmpty = true
        for step in result.values.indices where !Gap.isGap(result.values[step]) {
            if isKept(step) { isEmpty = false } else { result.values[step] = Gap.value }
        }
        return isEmpty ? nil : result
    }
}
