import InferenceTables

/// Which side of a category set a row's value is on.
struct CategoryLookup: ~Copyable, Sendable {
    let count: Int
    private let columns: Slab<QuantiserTables.CategoryColumn>
    private let words: Slab<UInt32>
    private let isFloat: Bool

    init(_ columns: [QuantiserTables.CategoryColumn], words: [UInt32], isFloat: Bool) {
        count = columns.count
        self.columns = Slab(columns)
        self.words = Slab(words)
        self.isFloat = isFloat
    }

    var memoryBytes: Int { columns.byteCount + words.byteCount }

    /// 0 for left, 1 for right.
    ///
    /// Values are truncated towards zero; XGBoost refuses negative ones before, LightGBM after.
    @inline(__always)
    func code(_ index: Int, _ row: Table<Double>) -> UInt8 {
        let column = columns.table[index]
        let given = row[Int(column.feature)]
        if given.isNaN { return column.missingCode }
        let value = isFloat ? Double(Float(given)) : given
        let isPossible = isFloat ? value >= 0 : value > -1
        guard isPossible, value < Double(column.wordCount) * 32 else { return 1 - column.memberCode }
        let category = Int(value)
        let word = words.table[Int(column.firstWord) + category / 32]
        return word >> UInt32(category % 32) & 1 == 1 ? column.memberCode : 1 - column.memberCode
    }
}
