internal import Signals

/// Finds the series of two vectors that belong together, as Prometheus does.
final class VectorMatcher {
    /// The labels of the results.
    let table: SeriesTable
    private let operation: BinaryOperation
    private let left: SeriesTable
    private let right: SeriesTable
    /// The labels that decide which series belong together.
    private let keys = SeriesTable()
    private var leftKeys = SeriesMap()
    private var rightKeys = SeriesMap()
    private var leftResults = SeriesMap()
    private var rightResults = SeriesMap()
    private var joined: [Pair: Int] = [:]

    private struct Pair: Hashable {
        let many: Int
        let one: Int
    }

    init(_ operation: BinaryOperation, _ left: SeriesTable, _ right: SeriesTable) {
        self.operation = operation
        self.left = left
        self.right = right
        let isOneToOne = (operation.matching?.cardinality ?? .oneToOne) == .oneToOne
        // One to one, what decides is what remains.
        table = isOneToOne && !operation.operation.isSet ? keys : SeriesTable()
    }

    func apply(_ left: [Sample], _ right: [Sample]) throws(LogQLError) -> [Sample] {
        switch operation.operation {
        case .and, .unless:
            let present = Set(right.map { rightKey($0) })
            return left.filter { present.contains(leftKey($0)) == (operation.operation == .and) }.map { leftResult($0) }
        case .or:
            let present = Set(left.map { leftKey($0) })
            return left.map { leftResult($0) }
                + right.filter { !present.contains(rightKey($0)) }.map { rightResult($0) }
        default: break
        }
        switch operation.matching?.cardinality ?? .oneToOne {
        case .oneToOne: return try join(left, right)
        case .manyToOne(let included): return try join(many: left, one: right, included, isManyLeft: true)
        case .oneToMany(let included): return try join(many: right, one: left, included, isManyLeft: false)
        }
    }

    // MARK: Numbers

    private func key(_ labels: LabelSet) -> Int {
        guard let matching = operation.matching else { return keys.number(of: labels) }
        let names = Set(exact: matching.labels)
        return keys.number(of: matching.on ? labels.keeping(names) : labels.removing(names))
    }

    private func leftKey(_ sample: Sample) -> Int { leftKeys.number(sample.series) { key(left.labels[sample.series]) } }

    private func rightKey(_ sample: Sample) -> Int {
        rightKeys.number(sample.series) { key(right.labels[sample.series]) }
    }

    private func leftResult(_ sample: Sample) -> Sample {
        let series = leftResults.number(sample.series) { table.number(of: left.labels[sample.series]) }
        return Sample(series: series, value: sample.value)
    }

    private func rightResult(_ sample: Sample) -> Sample {
        let series = rightResults.number(sample.series) { table.number(of: right.labels[sample.series]) }
        return Sample(series: series, value: sample.value)
    }

    // MARK: Joins

    /// The value of a pair; nil where a comparison filters it out.
    private func value(_ left: Double, _ right: Double) -> Double? {
        let value = operation.operation.apply(left, right)
        guard operation.operation.isComparison, !operation.returnsBool else { return value }
        return value == 1 ? left : nil
    }

    private func join(_ left: [Sample], _ right: [Sample]) throws(LogQLError) -> [Sample] {
        let ones = try unique(right, side: "right") { rightKey($0) }
        var seen: Set<Int> = []
        var results: [Sample] = []
        for sample in left {
            let key = leftKey(sample)
            guard let other = ones[key] else { continue }
            guard seen.insert(key).inserted else {
                throw .matching(
                    "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)")
            }
            if let value = value(sample.value, other.value) { results.append(Sample(series: key, value: value)) }
        }
        return results
    }

    private func join(
        many: [Sample], one: [Sample], _ included: [String], isManyLeft: Bool
    ) throws(LogQLError) -> [Sample] {
        let ones = try unique(one, side: isManyLeft ? "right" : "left") { isManyLeft ? rightKey($0) : leftKey($0) }
        var seen: Set<Int> = []
        var results: [Sample] = []
        for sample in many {
            guard let other = ones[isManyLeft ? leftKey(sample) : rightKey(sample)] else { continue }
            let (first, second) = isManyLeft ? (sample.value, other.value) : (other.value, sample.value)
            guard let value = value(first, second) else { continue }
            let series = result(sample.series, other.series, included, isManyLeft)
            guard seen.insert(series).inserted else {
                throw .matching("multiple matches for labels: grouping labels must ensure unique matches")
            }
            results.append(Sample(series: series, value: value))
        }
        return results
    }

    private func result(_ many: Int, _ one: Int, _ included: [String], _ isManyLeft: Bool) -> Int {
        let pair = Pair(many: many, one: one)
        if let known = joined[pair] { return known }
        var labels = isManyLeft ? left.labels[many] : right.labels[many]
        let others = isManyLeft ? right.labels[one] : left.labels[one]
        for name in included { labels = labels.setting(name, to: others[name] ?? "") }
        let number = table.number(of: labels)
        joined[pair] = number
        return number
    }

    private func unique(
        _ samples: [Sample], side: String, _ key: (Sample) -> Int
    ) throws(LogQLError) -> [Int: Sample] {
        var found: [Int: Sample] = [:]
        for sample in samples {
            guard found.updateValue(sample, forKey: key(sample)) == nil else {
                throw .matching(
                    """
                    found duplicate series on the \(side) hand-side;many-to-many matching not allowed: matching \
                    labels must be unique on one side
                    """)
            }
        }
        return found
    }
}
