internal import InferenceTables

/// The distinct pairs of feature and category set that an ensemble's splits ask for, each a column of 0 and 1.
struct CategoryColumns {
    private(set) var columns: [QuantiserTables.CategoryColumn] = []
    private(set) var words: [UInt32] = []

    private struct Key: Hashable {
        var feature: Int32
        var set: TreeEnsemble.CategorySet
        var missingGoesLeft: Bool
    }
    private var known: [Key: Int] = [:]

    /// The column of a categorical split.
    mutating func index(_ ensemble: TreeEnsemble, node: Int) -> Int {
        let set = ensemble.categorySets[Int(ensemble.extra[node])]
        let key = Key(
            feature: ensemble.feature[node], set: set,
            missingGoesLeft: ensemble.missing[node].contains(.defaultLeft))
        if let index = known[key] { return index }
        known[key] = columns.count
        columns.append(
            QuantiserTables.CategoryColumn(
                feature: key.feature, firstWord: Int32(words.count), wordCount: Int32(set.words.count),
                memberCode: set.membersGoLeft ? 0 : 1, missingCode: key.missingGoesLeft ? 0 : 1))
        words.append(contentsOf: set.words)
        return columns.count - 1
    }
}
