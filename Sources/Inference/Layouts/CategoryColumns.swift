internal import InferenceTables

/// The distinct pairs of feature and category set that an ensemble's splits ask for, each a column of 0 and 1.
///
/// Splits may share a set, and sets may be equal: the words of each distinct set are kept once, and each set is hashed once,
/// however many splits ask for it.
struct CategoryColumns {
    private(set) var columns: [QuantiserTables.CategoryColumn] = []
    private(set) var words: [UInt32] = []

    private let maxColumns: Int
    private let maxWords: Int

    private struct Key: Hashable {
        var feature: Int32
        var firstSet: Int32
        var missingGoesLeft: Bool
    }
    private var known: [Key: Int] = [:]
    /// The first set that equals each set, by index.
    private var firstEqual: [Int32: Int32] = [:]
    private var firstOf: [TreeEnsemble.CategorySet: Int32] = [:]
    /// Where the words of each distinct set begin.
    private var firstWord: [Int32: Int32] = [:]

    /// Makes an empty collection that takes no more than these columns and words.
    init(maxColumns: Int = Limits.maxCategoryColumns, maxWords: Int = Limits.maxLayoutCategoryWords) {
        self.maxColumns = maxColumns
        self.maxWords = maxWords
    }

    /// The column of a categorical split; `nil` where that takes more columns or words than are allowed.
    mutating func index(_ ensemble: TreeEnsemble, node: Int) -> Int? {
        let index = ensemble.extra[node]
        let key = Key(
            feature: ensemble.feature[node], firstSet: first(equalTo: index, of: ensemble),
            missingGoesLeft: ensemble.missing[node].contains(.defaultLeft))
        if let column = known[key] { return column }
        let set = ensemble.categorySets[Int(index)]
        guard columns.count < maxColumns, let start = place(of: key.firstSet, set) else { return nil }
        known[key] = columns.count
        columns.append(
            QuantiserTables.CategoryColumn(
                feature: key.feature, firstWord: start, wordCount: Int32(set.words.count),
                memberCode: set.membersGoLeft ? 0 : 1, missingCode: key.missingGoesLeft ? 0 : 1))
        return columns.count - 1
    }

    private mutating func first(equalTo index: Int32, of ensemble: TreeEnsemble) -> Int32 {
        if let first = firstEqual[index] { return first }
        let set = ensemble.categorySets[Int(index)]
        let first = firstOf[set] ?? index
        if first == index { firstOf[set] = index }
        firstEqual[index] = first
        return first
    }

    /// Where a distinct set's words begin, which are appended when they are asked for the first time.
    private mutating func place(of distinct: Int32, _ set: TreeEnsemble.CategorySet) -> Int32? {
        if let start = firstWord[distinct] { return start }
        guard set.words.count <= maxWords - words.count, let start = Int32(exactly: words.count),
            Int32(exactly: set.words.count) != nil
        else { return nil }
        words.append(contentsOf: set.words)
        firstWord[distinct] = start
        return start
    }
}
