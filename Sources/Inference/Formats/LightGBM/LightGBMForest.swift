/// Gathers a LightGBM model's trees into one ensemble.
struct LightGBMForest {
    private(set) var ensemble: TreeEnsemble
    private let limits: Limits
    private var categoryWords = 0
    /// Children that wait for their place, with the split that leads to them.
    private var waiting: [(child: Int, parent: Int, isLeft: Bool)] = []
    private var wasVisited: [Bool] = []

    init(featureCount: Int, outputCount: Int, limits: Limits) {
        self.limits = limits
        ensemble = TreeEnsemble(
            precision: .float64, featureCount: featureCount, outputCount: outputCount,
            baseMargins: Array(repeating: 0, count: outputCount), divisor: 1, treeStart: [0], treeOutput: [], kind: [],
            feature: [], threshold: [], missing: [], left: [], right: [], leafValue: [], extra: [], categorySets: [],
            linearLeaves: [])
    }

    /// Divides by the number of rounds, as the library does where the file says `average_output`.
    mutating func average() throws(ModelError) {
        let rounds = ensemble.treeCount / ensemble.outputCount
        guard rounds > 0 else { throw .lightGBM("`average_output`", "there is no tree to average over") }
        ensemble.divisor = rounds
    }

    /// Appends a tree, each split before its children and the left side before the right.
    mutating func append(_ tree: LightGBMTree) throws(ModelError) {
        let index = ensemble.treeCount
        try Limits.check(index + 1, of: "trees", atMost: limits.maxTrees, format: .lightGBMText)
        try Limits.check(
            ensemble.nodeCount + 2 * tree.leafCount - 1, of: "nodes", atMost: limits.maxNodes, format: .lightGBMText)
        let place = "tree \(index)"
        let sets = try appendCategorySets(tree)
        let linear = try appendLinearLeaves(tree)
        let splits = tree.leafCount - 1
        wasVisited.removeAll(keepingCapacity: true)
        wasVisited.append(contentsOf: repeatElement(false, count: splits + tree.leafCount))
        waiting.append((child: splits > 0 ? 0 : ~0, parent: -1, isLeft: false))
        while let next = waiting.popLast() {
            let node = ensemble.nodeCount
            if next.parent >= 0 {
                if next.isLeft {
                    ensemble.left[next.parent] = Int32(node)
                } else {
                    ensemble.right[next.parent] = Int32(node)
                }
            }
            // Leaves are counted behind the splits.
            let position = next.child >= 0 ? next.child : splits + ~next.child
            guard !wasVisited[position] else {
                throw .lightGBM(place, "\(Self.name(next.child)) is the child of two splits or of itself")
            }
            wasVisited[position] = true
            if next.child >= 0 {
                try appendSplit(next.child, of: tree, sets: sets, place: place)
                waiting.append((child: tree.rightChild[next.child], parent: node, isLeft: false))
                waiting.append((child: tree.leftChild[next.child], parent: node, isLeft: true))
            } else {
                appendLeaf(value: tree.leafValue[~next.child], extra: linear.map { Int32($0 + ~next.child) } ?? -1)
            }
        }
        guard let dead = wasVisited.firstIndex(of: false) else {
            ensemble.treeOutput.append(Int32(index % ensemble.outputCount))
            ensemble.treeStart.append(Int32(ensemble.nodeCount))
            return
        }
        throw .lightGBM(place, "no split leads to \(Self.name(dead < splits ? dead : ~(dead - splits)))")
    }

    private static func name(_ child: Int) -> String {
        child >= 0 ? "split \(child)" : "leaf \(~child)"
    }

    private mutating func appendLeaf(value: Double, extra: Int32) {
        ensemble.kind.append(.leaf)
        ensemble.feature.append(-1)
        ensemble.threshold.append(0)
        ensemble.missing.append([])
        ensemble.left.append(-1)
        ensemble.right.append(-1)
        ensemble.leafValue.append(value)
        ensemble.extra.append(extra)
    }

    private mutating func appendSplit(
        _ split: Int, of tree: LightGBMTree, sets: Range<Int>, place: String
    ) throws(ModelError) {
        let decision = tree.decisionType[split]
        let isCategorical = decision & 1 != 0
        var set: Int32 = -1
        if isCategorical {
            let position = tree.threshold[split]
            guard let index = Int(exactly: position), index >= 0, index < sets.count else {
                throw .lightGBM(place, "split \(split) has no category set \(position)")
            }
            set = Int32(sets.lowerBound + index)
        }
        ensemble.kind.append(isCategorical ? .categorical : .numeric)
        ensemble.feature.append(Int32(tree.splitFeature[split]))
        ensemble.threshold.append(isCategorical ? 0 : Self.outsideZero(tree.threshold[split]))
        ensemble.missing.append(try Self.missingRule(decision, split: split, place: place))
        ensemble.left.append(-1)
        ensemble.right.append(-1)
        ensemble.leafValue.append(0)
        ensemble.extra.append(set)
    }

    /// The threshold outside of what LightGBM takes for zero that divides values as `threshold` does there.
    ///
    /// LightGBM drops values within 1e-35 of zero when it takes a row, bounds included (`RowPairFunctionFromDenseMatric`
    /// in `c_api.cpp`), so -1e-35 is zero even to the threshold -1e-35 that it writes itself.
    static func outsideZero(_ threshold: Double) -> Double {
        let bound = TreeEnsemble.zeroBound
        guard threshold >= -bound, threshold < bound else { return threshold }
        return threshold < 0 ? (-bound).nextDown : bound
    }

    /// Bit 0 of a decision says categorical, bit 1 default left, bits 2 and 3 what is missing: none, zero or NaN.
    ///
    /// A categorical split reads none of it: NaN goes right (`CategoricalDecision` in `tree.h`).
    private static func missingRule(
        _ decision: Int, split: Int, place: String
    ) throws(ModelError) -> TreeEnsemble.MissingRule {
        if decision & 1 != 0 { return .nanIsMissing }
        let side: TreeEnsemble.MissingRule = decision & 2 != 0 ? .defaultLeft : []
        switch decision >> 2 {
        case 0: return side
        case 1: return side.union(.zeroIsMissing)
        case 2: return side.union(.nanIsMissing)
        default: throw .lightGBM(place, "split \(split) has the unknown decision type \(decision)")
        }
    }

    private mutating func appendCategorySets(_ tree: LightGBMTree) throws(ModelError) -> Range<Int> {
        let first = ensemble.categorySets.count
        let bounds = tree.categoryBoundaries
        categoryWords += tree.categoryWords.count
        try Limits.check(
            categoryWords, of: "category words", atMost: limits.maxCategoryWords, format: .lightGBMText)
        for (start, end) in zip(bounds, bounds.dropFirst()) {
            let words = tree.categoryWords[start..<end].map { UInt32(truncatingIfNeeded: $0) }
            ensemble.categorySets.append(TreeEnsemble.CategorySet(words: words, membersGoLeft: true))
        }
        return first..<ensemble.categorySets.count
    }

    /// Appends the linear leaves and answers the index of the first; `nil` for a tree that has none.
    private mutating func appendLinearLeaves(_ tree: LightGBMTree) throws(ModelError) -> Int? {
        guard tree.isLinear else { return nil }
        let first = ensemble.linearLeaves.count
        var start = 0
        for (constant, count) in zip(tree.leafConstant, tree.linearCounts) {
            ensemble.linearLeaves.append(
                TreeEnsemble.LinearLeaf(
                    constant: constant, features: tree.linearFeatures[start..<start + count].map { Int32($0) },
                    coefficients: Array(tree.linearCoefficients[start..<start + count])))
            start += count
        }
        return first
    }
}
