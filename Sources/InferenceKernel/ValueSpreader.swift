import InferenceTables

/// Spreads a row over the columns of ``WalkTables``.
struct ValueSpreader: ~Copyable, Sendable {
    private let valueCount: Int
    private let isFloat: Bool
    private let zeroBound: Double
    private let features: Slab<Int32>
    private let treatments: Slab<UInt8>
    private let categories: CategoryLookup

    init(_ tables: WalkTables) {
        valueCount = tables.columns.count
        isFloat = tables.isFloat
        zeroBound = tables.zeroBound
        features = Slab(tables.columnFeatures)
        treatments = Slab(tables.columnTreatments)
        categories = CategoryLookup(tables.categories, words: tables.categoryWords, isFloat: tables.isFloat)
    }

    var memoryBytes: Int { features.byteCount + treatments.byteCount + categories.memoryBytes }
    /// Places that a spread row takes; a leaf's column exists even where no split does.
    var columnCount: Int { max(valueCount + categories.count, 1) }

    @inline(__always)
    func write(_ row: Table<Double>, _ values: MutableTable<Double>) {
        if valueCount + categories.count == 0 { values[0] = 0 }
        for column in 0..<valueCount {
            let given = row[Int(features.table[column])]
            values[column] = treated(given, WalkTables.Missing(rawValue: treatments.table[column]))
        }
        for category in 0..<categories.count {
            values[valueCount + category] = Double(categories.code(category, row))
        }
    }

    @inline(__always)
    private func treated(_ given: Double, _ treatment: WalkTables.Missing?) -> Double {
        let value = isFloat ? Double(Float(given)) : given
        switch treatment {
        case .nanRight: return given.isNaN ? .infinity : value
        case .nanIsZero: return given.isNaN ? 0 : value
        case .zeroLeft: return given.magnitude <= zeroBound ? .nan : value
        case .zeroRight: return given.isNaN || given.magnitude <= zeroBound ? .infinity : value
        case .nanLeft, nil: return value
        }
    }
}
