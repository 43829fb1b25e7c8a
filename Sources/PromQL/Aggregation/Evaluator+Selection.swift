internal import Signals

extension Evaluator {
    /// Evaluates `topk`, `bottomk`, `limitk` and `limit_ratio`, which pass some of their series on.
    func select(_ aggregation: Aggregation) throws(QueryError) -> [Track] {
        let (tracks, parameter) = try operands(aggregation)
        guard !tracks.isEmpty else { return [] }
        let isRatio = aggregation.operation == .limitRatio
        guard try isRatio ? checkRatio(parameter, aggregation) : checkCount(parameter) else { return [] }
        let groups = Grouping(tracks, by: aggregation).groups
        // The order of an instant query's answer is that of the values within each group.
        if grid.count == 1 {
            var result: [Track] = []
            for group in groups {
                for index in chosen(aggregation.operation, parameter[0], 0, group.members, tracks, inOrder: true) {
                    result.append(tracks[index])
                }
            }
            return result
        }
        var columns = tracks.map { _ in [Double]() }
        for step in 0..<grid.count {
            if step % 256 == 0 { try context.checkInterruption() }
            for group in groups {
                let operation = aggregation.operation
                for index in chosen(operation, parameter[step], step, group.members, tracks, inOrder: false) {
                    if columns[index].isEmpty {
                        try context.budget.hold(grid.count)
                        columns[index] = [Double](repeating: Gap.value, count: grid.count)
                    }
                    columns[index][step] = tracks[index].values[step]
                }
            }
        }
        return zip(tracks, columns).compactMap { track, values in
            values.isEmpty ? nil : Track(labels: track.labels, dropsName: track.dropsName, values: values)
        }
    }

    /// Whether anything can be selected at all.
    private func checkCount(_ counts: [Double]) throws(QueryError) -> Bool {
        guard let highest = counts.filter({ !$0.isNaN }).max(), highest >= 1 else {
            guard !counts.contains(where: \.isNaN) else { throw .execution("Parameter value is NaN") }
            return false
        }
        guard !counts.contains(where: \.isNaN) else { throw .execution("Parameter value is NaN") }
        if let low = counts.min(), low <= -0x1p63 {
            throw .execution("Scalar value \(SampleText.plain(low)) underflows int64")
        }
        if highest >= 0x1p63 { throw .execution("Scalar value \(SampleText.plain(highest)) overflows int64") }
        return true
    }

    private func checkRatio(_ ratios: [Double], _ aggregation: Aggregation) throws(QueryError) -> Bool {
        guard !ratios.contains(where: \.isNaN) else { throw .execution("Parameter value is NaN") }
        for ratio in ratios where ratio.magnitude > 1 {
            context.annotations.invalidRatio(
                ratio, cappedTo: ratio < 0 ? -1 : 1, at: aggregation.parameter?.range ?? aggregation.range)
        }
        return ratios.contains { $0 != 0 }
    }

    private func chosen(
        _ operation: AggregationOperator, _ parameter: Double, _ step: Int, _ members: [Int], _ tracks: [Track],
        inOrder: Bool
    ) -> [Int] {
        switch operation {
        case .limitk:
            let count = Int(max(0, min(parameter, Double(members.count))))
            return Array(members.lazy.filter { !Gap.isGap(tracks[$0].values[step]) }.prefix(count))
        case .limitRatio:
            let ratio = min(1, max(-1, parameter))
            return members.filter {
                !Gap.isGap(tracks[$0].values[step]) && RatioSampling.includes(tracks[$0].labels, ratio: ratio)
            }
        default:
            let count = Int(max(0, min(parameter, Double(members.count))))
            guard count > 0 else { return [] }
            var heap = BoundedHeap(keepsLargest: operation == .topk)
            for member in members {
                let value = tracks[member].values[step]
                if !Gap.isGap(value) { heap.offer(value, index: member, count: count) }
            }
            return (inOrder ? heap.ordered : heap.entries).map(\.index)
        }
    }
}

/// Chooses series by a hash of their labels, so that the same ones are chosen at every step and in every query.
enum RatioSampling {
    /// Whether a series is among a share of all: from the bottom for positive ratios, from the top for negative ones.
    ///
    /// `limit_ratio(0.3, v)` and `limit_ratio(-0.7, v)` are complements.
    static func includes(_ labels: LabelSet, ratio: Double) -> Bool {
        let offset = Double(hash(labels)) / Double(UInt64.max)
        return (ratio >= 0 && offset < ratio) || (ratio < 0 && offset >= 1 + ratio)
    }

    /// FNV-1a over the names and values, mixed once more because its high bits depend little on the last bytes.
    private static func hash(_ labels: LabelSet) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for label in labels.labels {
            for text in [label.name, label.value] {
                for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
                hash = (hash ^ 0xFF) &* 0x100_0000_01b3
            }
        }
        hash = (hash ^ hash >> 33) &* 0xff51_afd7_ed55_8ccd
        return hash ^ hash >> 33
    }
}
