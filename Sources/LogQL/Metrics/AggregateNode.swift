internal import Signals

/// `sum`, `avg`, `topk` and the like.
final class AggregateNode: PlanNode {
    let table: SeriesTable
    private let aggregation: VectorAggregation
    private let operand: any PlanNode
    private let groups: SeriesTable
    private var map = SeriesMap()

    init(_ aggregation: VectorAggregation, _ operand: any PlanNode) {
        self.aggregation = aggregation
        self.operand = operand
        groups = SeriesTable()
        switch aggregation.function {
        case .topk, .bottomk, .sort, .sortDescending: table = operand.table
        default: table = groups
        }
    }

    func value(at step: Int) throws(LogQLError) -> StepValue {
        let samples = try operand.samples(at: step)
        switch aggregation.function {
        case .sort: return .vector(samples.sorted { Self.precedes($0.value, $1.value) })
        case .sortDescending: return .vector(samples.sorted { Self.precedes($1.value, $0.value) })
        case .topk, .bottomk: return .vector(extremes(samples))
        default: return .vector(reduce(samples))
        }
    }

    private func group(of series: Int) -> Int {
        map.number(series) {
            guard let grouping = aggregation.grouping else { return groups.number(of: .empty) }
            let labels = operand.table.labels[series]
            let names = Set(exact: grouping.labels)
            return groups.number(of: grouping.without ? labels.removing(names) : labels.keeping(names))
        }
    }

    /// NaN stands before everything else.
    private static func precedes(_ left: Double, _ right: Double) -> Bool {
        left < right || (left.isNaN && !right.isNaN)
    }

    private func extremes(_ samples: [Sample]) -> [Sample] {
        var members: [Int: [Sample]] = [:]
        var order: [Int] = []
        for sample in samples {
            let group = group(of: sample.series)
            if members[group] == nil { order.append(group) }
            members[group, default: []].append(sample)
        }
        let count = aggregation.parameter ?? 0
        let isTop = aggregation.function == .topk
        return order.flatMap { group in
            (members[group] ?? []).sorted { left, right in
                // NaN is neither among the largest nor among the smallest as long as there is something else.
                if left.value.isNaN || right.value.isNaN { return !left.value.isNaN && right.value.isNaN }
                return isTop ? left.value > right.value : left.value < right.value
            }.prefix(count)
        }
    }

    private struct Group {
        var count = 0.0
        var sum = 0.0
        var minimum = Double.nan
        var maximum = Double.nan
        var mean = 0.0
        var squares = 0.0

        mutating func add(_ value: Double) {
            count += 1
            sum += value
            if !(minimum <= value) { minimum = value }
            if !(maximum >= value) { maximum = value }
            let distance = value - mean
            mean += distance / count
            squares += distance * (value - mean)
        }
    }

    private func reduce(_ samples: [Sample]) -> [Sample] {
        var found: [Int: Int] = [:]
        var order: [Int] = []
        var contents: [Group] = []
        for sample in samples {
            let group = group(of: sample.series)
            let place = found[group] ?? contents.count
            if place == contents.count {
                found[group] = place
                order.append(group)
                contents.append(Group())
            }
            contents[place].add(sample.value)
        }
        return zip(order, contents).map { Sample(series: $0, value: value(of: $1)) }
    }

    private func value(of group: Group) -> Double {
        switch aggregation.function {
        case .avg: group.mean.isFinite ? group.mean : group.sum / group.count
        case .min: group.minimum
        case .max: group.maximum
        case .count: group.count
        case .stdvar: group.squares / group.count
        case .stddev: (group.squares / group.count).squareRoot()
        case .sum, .topk, .bottomk, .sort, .sortDescending: group.sum
        }
    }
}
