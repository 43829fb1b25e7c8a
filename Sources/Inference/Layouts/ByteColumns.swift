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

    /// Every numeric split's feature with its distinct thresholds, rising.
    private static func distinctThresholds(_ ensemble: TreeEnsemble) -> [Int: [Double]] {
        var distinct: [Int: Set<Double>] = [:]
        for node in 0..<ensemble.nodeCount where ensemble.kind[node] == .numeric {
            let feature = Int(ensemble.feature[node])
            if let threshold = leastRight(ensemble, node: node) {
                distinct[feature, default: []].insert(threshold)
            } else {
                distinct[feature, default: []].formUnion([])
            }
        }
        return distinct.mapValues { $0.sorted() }
    }

    private mutating func addSegments(_ thresholds: [Int: [Double]]) -> [Int: Int] {
        let size = QuantiserTables.thresholdsPerSegment
        var firstSegment: [Int: Int] = [:]
        for (feature, values) in thresholds.sorted(by: { $0.key < $1.key }) {
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
        _ ensemble: TreeEnsemble, _ thresholds: [Int: [Double]], _ firstSegment: [Int: Int]
    ) {
        let size = QuantiserTables.thresholdsPerSegment
        for node in 0..<ensemble.nodeCount where ensemble.kind[node] == .numeric {
            let feature = Int(ensemble.feature[node])
            let first = firstSegment[feature, default: 0]
            guard let threshold = Self.leastRight(ensemble, node: node) else {
                // Above every rank, below the code of a missing value that goes right.
                group[node] = Int32(first)
                bound[node] = UInt8(size)
                continue
            }
            let index = Self.place(of: threshold, in: thresholds[feature, default: []])
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
