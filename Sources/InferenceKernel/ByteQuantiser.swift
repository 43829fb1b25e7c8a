import InferenceTables

/// Turns rows into the byte codes of ``QuantiserTables``.
struct ByteQuantiser: ~Copyable, Sendable {
    let segmentCount: Int
    let columnCount: Int
    private let isFloat: Bool
    private let testsZero: Bool
    private let zeroBound: Double
    private let segmentFeature: Slab<Int32>
    private let floatThresholds: Slab<Int32>
    private let doubleThresholds: Slab<Int64>
    private let floatPivots: Slab<Int32>
    private let doublePivots: Slab<Int64>
    private let columnStart: Slab<Int32>
    private let missingCode: Slab<UInt8>
    private let zeroIsMissing: Slab<UInt8>
    private let categories: CategoryLookup

    init(_ tables: QuantiserTables) {
        segmentCount = tables.segmentCount
        columnCount = tables.columnCount
        isFloat = tables.isFloat
        testsZero = tables.hasZeroIsMissing
        zeroBound = tables.zeroBound
        segmentFeature = Slab(tables.segmentFeature)
        let keys = tables.keys
        floatThresholds = Slab(keys.floats)
        doubleThresholds = Slab(keys.doubles)
        let pivots = tables.pivots
        floatPivots = Slab(pivots.floats)
        doublePivots = Slab(pivots.doubles)
        columnStart = Slab(tables.columnStart)
        missingCode = Slab(tables.missingCode)
        zeroIsMissing = Slab(tables.zeroIsMissing)
        categories = CategoryLookup(tables.categories, words: tables.categoryWords, isFloat: tables.isFloat)
    }

    /// Codes of a row by group: segments, then category sets.
    var groupCount: Int { segmentCount + categories.count }

    var memoryBytes: Int {
        segmentFeature.byteCount + floatThresholds.byteCount + doubleThresholds.byteCount
            + floatPivots.byteCount + doublePivots.byteCount + columnStart.byteCount
            + missingCode.byteCount + zeroIsMissing.byteCount + categories.memoryBytes
    }

    /// The number of a segment's thresholds that are not above a value; anything for NaN.
    @inline(__always)
    private func rank(_ segment: Int, _ value: Double) -> UInt8 {
        let first = segment * QuantiserTables.segmentStride
        return isFloat
            ? floatThresholds.table.rank(Float(value).orderedKey, from: first, pivots: floatPivots.table)
            : doubleThresholds.table.rank(value.orderedKey, from: first, pivots: doublePivots.table)
    }

    /// Writes a row's code for every group, ``CheckpointTables/missingCode`` where a segment's value is NaN.
    @inline(__always)
    func writeGroups(_ row: Table<Double>, _ codes: MutableTable<UInt8>) {
        let features = segmentFeature.table
        for segment in 0..<segmentCount {
            let value = row[Int(features[segment])]
            // All bits set where the value is NaN.
            codes[segment] = rank(segment, value) | (0 &- bit(value.isNaN))
        }
        for category in 0..<categories.count {
            codes[segmentCount + category] = categories.code(category, row)
        }
    }

    /// Writes a row's code for every column, `stride` apart, each with its bits changed by `flip`.
    @inline(__always)
    func writeColumns(_ row: Table<Double>, _ codes: MutableTable<UInt8>, stride: Int, flip: UInt8) {
        let features = segmentFeature.table
        let starts = columnStart.table
        for segment in 0..<segmentCount {
            let value = row[Int(features[segment])]
            let rank = rank(segment, value)
            let columns = Int(starts[segment])..<Int(starts[segment + 1])
            if value.isNaN || (testsZero && value.magnitude <= zeroBound) {
                for column in columns {
                    let isMissing = value.isNaN || zeroIsMissing.table[column] == 1
                    codes[column &* stride] = (isMissing ? missingCode.table[column] : rank) ^ flip
                }
            } else {
                for column in columns { codes[column &* stride] = rank ^ flip }
            }
        }
        let firstCategory = columnCount - categories.count
        for category in 0..<categories.count {
            codes[(firstCategory + category) &* stride] = categories.code(category, row) ^ flip
        }
    }

    /// Writes the codes of `count` rows, column after column, `stride` rows each; rows go through a segment together, so that
    /// its thresholds stay near.
    @inline(__always)
    func writeBlock(
        _ rows: Table<Double>, rowWidth: Int, count: Int, _ codes: MutableTable<UInt8>, stride: Int, flip: UInt8
    ) {
        for segment in 0..<segmentCount {
            let feature = Int(segmentFeature.table[segment])
            let columns = Int(columnStart.table[segment])..<Int(columnStart.table[segment + 1])
            for index in 0..<count {
                let value = rows[index &* rowWidth &+ feature]
                let rank = rank(segment, value)
                let isNaN = value.isNaN
                let isZero = testsZero && value.magnitude <= zeroBound
                for column in columns {
                    let isMissing = isNaN || (isZero && zeroIsMissing.table[column] == 1)
                    codes[column &* stride &+ index] = (isMissing ? missingCode.table[column] : rank) ^ flip
                }
            }
        }
        let firstCategory = columnCount - categories.count
        for category in 0..<categories.count {
            for index in 0..<count {
                codes[(firstCategory + category) &* stride &+ index] =
                    categories.code(category, rows.from(index &* rowWidth)) ^ flip
            }
        }
    }
}
