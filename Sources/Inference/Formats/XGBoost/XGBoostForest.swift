/// The trees of a model as they are appended: reached nodes only, renumbered, vector leaves made one tree an output.
struct XGBoostForest {
    /// Filled but for what the rest of the file decides: counts of features and outputs, base margins, tree outputs, weights.
    private(set) var ensemble = TreeEnsemble(
        precision: .float32, featureCount: 0, outputCount: 0, baseMargins: [], divisor: 1, treeStart: [0],
        treeOutput: [], kind: [], feature: [], threshold: [], missing: [], left: [], right: [], leafValue: [],
        extra: [], categorySets: [], linearLeaves: [])
    /// Number of trees in the file.
    private(set) var fileTreeCount = 0
    /// Values of a leaf, the same for all trees; 1 unless leaves are vectors.
    private(set) var leafSize = 1
    private var categoryWords = 0
    /// The tree's nodes in the order of their new numbers, and how deep each is.
    private var order: [Int32] = []
    private var depth: [Int32] = []
    private var isReached: [Bool] = []

    /// Checks a tree and appends what its root reaches.
    mutating func append(_ tree: XGBoostTree, format: ModelFormat, limits: Limits) throws(ModelError) {
        let checked = try XGBoostTreeCheck(tree, index: fileTreeCount, format: format)
        guard fileTreeCount == 0 || checked.leafSize == leafSize else {
            throw checked.damaged("its leaves have \(checked.leafSize) values, those before it \(leafSize)")
        }
        leafSize = checked.leafSize
        try Limits.check(leafSize, of: "values in a leaf", atMost: limits.maxOutputs, format: format)
        try Limits.check(
            ensemble.treeCount + leafSize, of: "trees", atMost: limits.maxTrees, format: format)
        try number(tree, checked, limits: limits)
        try checked.checkLeafVectors(of: tree, reached: order)
        let (added, overflow) = order.count.multipliedReportingOverflow(by: leafSize)
        try Limits.check(
            overflow ? .max : ensemble.nodeCount + added, of: "nodes", atMost: min(limits.maxNodes, Int(Int32.max)),
            format: format)

        let sets = try appendCategorySets(tree, checked, limits: limits)
        for output in 0..<leafSize {
            try appendNodes(tree, checked, output: output, sets: sets)
        }
        fileTreeCount += 1
    }

    /// Walks from the root, level by level, so that children get greater numbers than their parent.
    private mutating func number(
        _ tree: XGBoostTree, _ checked: XGBoostTreeCheck, limits: Limits
    ) throws(ModelError) {
        order.removeAll(keepingCapacity: true)
        depth.removeAll(keepingCapacity: true)
        isReached.removeAll(keepingCapacity: true)
        isReached.append(contentsOf: repeatElement(false, count: checked.nodeCount))
        order.append(0)
        depth.append(0)
        isReached[0] = true
        var next = 0
        while next < order.count {
            let node = Int(order[next])
            if tree.left[node] != -1 {
                let below = depth[next] + 1
                try Limits.check(
                    Int(below), of: "splits above a leaf", atMost: limits.maxDepth, format: checked.format)
                for child in [tree.left[node], tree.right[node]] {
                    guard tree.left.indices.contains(Int(child)) else {
                        throw checked.damaged("its child \(child) does not exist", node: node)
                    }
                    guard !isReached[Int(child)] else {
                        throw checked.damaged("its child \(child) is reached another way too", node: node)
                    }
                    isReached[Int(child)] = true
                    order.append(child)
                    depth.append(below)
                }
            }
            next += 1
        }
    }

    private mutating func appendNodes(
        _ tree: XGBoostTree, _ checked: XGBoostTreeCheck, output: Int, sets: [Int32: Int32]
    ) throws(ModelError) {
        let start = Int32(ensemble.nodeCount)
        var nextChild = start + 1
        for node in order.lazy.map(Int.init) {
            if tree.left[node] == -1 {
                appendLeaf(checked.leafValue(of: tree, node: node, output: output))
                continue
            }
            let feature = tree.features[node]
            guard 0..<checked.featureCount ~= Int(feature) else {
                throw checked.damaged(
                    "its feature \(feature) is not one of the tree's \(checked.featureCount)", node: node)
            }
            let set = sets[Int32(node)]
            ensemble.kind.append(set == nil ? .numeric : .categorical)
            ensemble.feature.append(feature)
            ensemble.threshold.append(set == nil ? Double(tree.conditions[node]) : 0)
            ensemble.missing.append(tree.defaultLeft[node] == 1 ? [.nanIsMissing, .defaultLeft] : .nanIsMissing)
            ensemble.left.append(nextChild)
            ensemble.right.append(nextChild + 1)
            ensemble.leafValue.append(0)
            ensemble.extra.append(set ?? -1)
            nextChild += 2
        }
        ensemble.treeStart.append(Int32(ensemble.nodeCount))
        ensemble.treeOutput.append(Int32(output))
    }

    private mutating func appendLeaf(_ value: Float) {
        ensemble.kind.append(.leaf)
        ensemble.feature.append(-1)
        ensemble.threshold.append(0)
        ensemble.missing.append([])
        ensemble.left.append(-1)
        ensemble.right.append(-1)
        ensemble.leafValue.append(Double(value))
        ensemble.extra.append(-1)
    }

    /// The category set of every reached categorical split, by node.
    private mutating func appendCategorySets(
        _ tree: XGBoostTree, _ checked: XGBoostTreeCheck, limits: Limits
    ) throws(ModelError) -> [Int32: Int32] {
        guard tree.splitTypes.contains(where: { $0 != 0 }) else { return [:] }
        let ranges = try checked.categoryRanges(of: tree)
        var sets: [Int32: Int32] = [:]
        for node in order where tree.left[Int(node)] != -1 && tree.splitTypes[Int(node)] == 1 {
            guard let range = ranges[node] else {
                throw checked.damaged("it is a categorical split without categories", node: Int(node))
            }
            let words = try checked.words(of: tree.categories[range], node: Int(node), limits: limits)
            categoryWords += words.count
            try Limits.check(
                categoryWords, of: "category words", atMost: limits.maxCategoryWords, format: checked.format)
            sets[node] = Int32(ensemble.categorySets.count)
            ensemble.categorySets.append(TreeEnsemble.CategorySet(words: words, membersGoLeft: false))
        }
        return sets
    }

    // MARK: What the rest of the file decides

    /// Multiplies every leaf with its tree's weight, in `Float` as the library does.
    mutating func scaleLeaves(by weights: [Float]) {
        for tree in 0..<ensemble.treeCount {
            for node in Int(ensemble.treeStart[tree])..<Int(ensemble.treeStart[tree + 1])
            where ensemble.kind[node] == .leaf {
                ensemble.leafValue[node] = Double(weights[tree / leafSize] * Float(ensemble.leafValue[node]))
            }
        }
    }
}
