internal import InferenceTables

/// The byte columns of an ensemble and, for each of its splits, the column and the bound that decide it.
struct ByteColumns {
    private(set) var tables: QuantiserTables
    /// The column of each split; 0 at leaves.
    private(set) var column: [Int32]
    /// The bound of each split: right when the code is greater.
    private(set) var bound: [UInt8]
    /// The group of each split: its segment, or its category set after all segments; 0 at leaves.
    private(set) var group: [Int32]

    /// Columns at most: a block of rows takes 256 bytes of each.
    static var maxColumns: Int { 4096 }

    /// A segment's treatment of what is missing, and with it a column.
    private struct Treatment: Hashable {
        var code: UInt8
        var zeroIsMissing: Bool
    }

    /// Ranks the thresholds of every feature; `nil` where that takes more than ``maxColumns``.
    init?(_ ensemble: TreeEnsemble) {
        tables = QuantiserTables(isFloat: ensemble.precision == .float32, zeroBound: TreeEnsemble.zeroBound)
        column = Array(repeating: 0, count: ensemble.nodeCount)
        bound = Array(repeating: 0, count: ensemble.nodeCount)
        group = Array(repeating: 0, count: ensemble.nodeCount)

        let thresholds = Self.distinctThresholds(ensemble)
        let firstSegment = addSegments(thresholds)
        guard tables.segmentCount <= Self.maxColumns else { return nil }
        rank(ensemble, thresholds, firstSegment)
        addColumns(ensemble)
        guard addCategories(ensemble) else { return nil }
        guard tables.columnCount <= Self.maxColumns else { return nil }
    }

    /// The least value that goes right at a numeric split; `nil` where only a missing value does.
    static func leastRight(_ ensemble: TreeEnsemble, node: Int) -> Double? {
        let threshold = ensemble.threshold[node]
        switch ensemble.precision {
        case .float32: return threshold
        // `x <= threshold` is `x < nextUp`.
        case .float64: return threshold == .infinity ? nil : threshold.nextUp
        }
    }

    /// The distinct thresholds of each feature's numeric splits, rising; `nil` where a feature has no such split.
    private static func distinctThresholds(_ ensemble: TreeEnsemble) -> [[Double]?] {
        var places = [Int](repeating: 0, count: ensemble.featureCount + 1)
        var isSplit = [Bool](repeating: false, count: ensemble.featureCount)
        for node in 0..<ensemble.nodeCount where ensemble.kind[node] == .numeric {
            let feature = Int(ensemble.feature[node])
            isSplit[feature] = true
            if leastRight(ensemble, node: node) != nil { places[feature + 1] += 1 }
        }
        for feature in 0..<ensemble.featureCount { places[feature + 1] += places[feature] }
        // One array for all: a dictionary or an array a feature costs a look-up or a copy at each of a million nodes.
        var values = [Double](repeating: 0, count: places[ensemble.featureCount])
        var next = places
        for node in 0..<ensemble.nodeCount where ensemble.kind[node] == .numeric {
            guard let threshold = leastRight(ensemble, node: node) else { continue }
            let feature = Int(ensemble.feature[node])
            values[next[feature]] = threshold
            next[feature] += 1
        }
        return (0..<ensemble.featureCount).map { feature in
            guard isSplit[feature] else { return nil }
            var distinct: [Double] = []
            for value in values[places[feature]..<places[feature + 1]].sorted() where distinct.last != value {
                distinct.append(value)
            }
            return distinct
        }
    }

    /// The segments of each feature's thresholds; answers each feature's first segment.
    private mutating func addSegments(_ thresholds: [[Double]?]) -> [Int] {
        let size = QuantiserTables.thresholdsPerSegment
        var firstSegment = [Int](repeating: 0, count: thresholds.count)
        for (feature, values) in thresholds.enumerated() {
            guard let values else { continue }
            firstSegment[feature] = tables.segmentCount
            for start in stride(from: 0, to: max(values.count, 1), by: size) {
                let part = values[start..<min(start + size, values.count)]
                tables.segmentFeature.append(Int32(feature))
                tables.thresholds.append(contentsOf: part)
                tables.thresholds.append(
                    contentsOf: repeatElement(.nan, count: QuantiserTables.segmentStride - part.count))
            }
        }
        return firstSegment
    }

    private mutating func rank(
        _ ensemble: TreeEnsemble, _ thresholds: [[Double]?], _ firstSegment: [Int]
    ) {
        let size = QuantiserTables.thresholdsPerSegment
        for node in 0..<ensemble.nodeCount where ensemble.kind[node] == .numeric {
            let feature = Int(ensemble.feature[node])
            let first = firstSegment[feature]
            guard let threshold = Self.leastRight(ensemble, node: node) else {
                // Above every rank, below the code of a missing value that goes right.
                group[node] = Int32(first)
                bound[node] = UInt8(size)
                continue
            }
            let index = Self.place(of: threshold, in: thresholds[feature] ?? [])
            group[node] = Int32(first + index / size)
            bound[node] = UInt8(index % size)
        }
    }

    /// The index of a threshold among a feature's.
    private static func place(of threshold: Double, in rising: [Double]) -> Int {
        var low = 0
        var high = rising.count
        while low < high {
            let middle = (low + high) / 2
            if rising[middle] < threshold { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// What a missing value counts as at a numeric split.
    func missingCode(of node: Int) -> UInt8 { tables.missingCode[Int(column[node])] }

    private func treatment(_ rule: TreeEnsemble.MissingRule, segment: Int) -> Treatment {
        guard rule.contains(.nanIsMissing) || rule.contains(.zeroIsMissing) else {
            let first = segment * QuantiserTables.segmentStride
            let places = tables.thresholds[first..<first + QuantiserTables.segmentStride]
            return Treatment(code: UInt8(places.count { $0 <= 0 }), zeroIsMissing: false)
        }
        let code = rule.contains(.defaultLeft) ? 0 : QuantiserTables.missingRight
        return Treatment(code: code, zeroIsMissing: rule.contains(.zeroIsMissing))
    }

    /// One column for each treatment that a segment's splits ask for.
    private mutating func addColumns(_ ensemble: TreeEnsemble) {
        var treatments: [[Treatment]] = Array(repeating: [], count: tables.segmentCount)
        var place = column
        for node in 0..<ensemble.nodeCount where ensemble.kind[node] == .numeric {
            let segment = Int(group[node])
            let wanted = treatment(ensemble.missing[node], segment: segment)
            if let known = treatments[segment].firstIndex(of: wanted) {
                place[node] = Int32(known)
            } else {
                place[node] = Int32(treatments[segment].count)
                treatments[segment].append(wanted)
            }
        }
        for segment in treatments {
            for treatment in segment {
                tables.missingCode.append(treatment.code)
                tables.zeroIsMissing.append(treatment.zeroIsMissing ? 1 : 0)
            }
            tables.columnStart.append(Int32(tables.missingCode.count))
        }
        for node in 0..<ensemble.nodeCount where ensemble.kind[node] == .numeric {
            column[node] = tables.columnStart[Int(group[node])] + place[node]
        }
    }

    /// One column for each set that a feature is tested against; `false` where those are too many.
    private mutating func addCategories(_ ensemble: TreeEnsemble) -> Bool {
        var categories = CategoryColumns(maxColumns: Self.maxColumns)
        for node in 0..<ensemble.nodeCount where ensemble.kind[node] == .categorical {
            guard let index = categories.index(ensemble, node: node) else { return false }
            column[node] = Int32(tables.missingCode.count + index)
            group[node] = Int32(tables.segmentCount + index)
        }
        tables.categories = categories.columns
        tables.categoryWords = categories.words
        return true
    }
}
