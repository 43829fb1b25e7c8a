/// The counts of one tree, checked against each other, and the words for what is wrong with it.
struct XGBoostTreeCheck {
    let index: Int
    let format: ModelFormat
    let nodeCount: Int
    let featureCount: Int
    let leafSize: Int

    init(_ tree: XGBoostTree, index: Int, format: ModelFormat) throws(ModelError) {
        self.index = index
        self.format = format
        let damaged = { (reason: String) in
            ModelError.malformed(format: format, location: "tree \(index)", reason: reason)
        }
        guard let nodeCount = tree.parameters["num_nodes"].flatMap({ Int($0) }), nodeCount > 0 else {
            throw damaged("num_nodes is not a positive number")
        }
        guard let featureCount = tree.parameters["num_feature"].flatMap({ Int($0) }), featureCount >= 0 else {
            throw damaged("num_feature is not a number")
        }
        guard let leafSize = tree.leafVectorSize else { throw damaged("size_leaf_vector is not a number") }
        let counts = [
            ("left_children", tree.left.count), ("right_children", tree.right.count),
            ("split_conditions", tree.conditions.count), ("split_indices", tree.features.count),
            ("default_left", tree.defaultLeft.count),
        ]
        for (name, count) in counts where count != nodeCount {
            throw damaged("\(name) has \(count) elements for \(nodeCount) nodes")
        }
        // Vector-leaf trees had no split types before 3.1.
        guard tree.splitTypes.isEmpty || tree.splitTypes.count == nodeCount else {
            throw damaged("split_type has \(tree.splitTypes.count) elements for \(nodeCount) nodes")
        }
        guard tree.splitTypes.allSatisfy({ $0 == 0 || $0 == 1 }) else { throw damaged("a split_type is not 0 or 1") }
        guard tree.defaultLeft.allSatisfy({ $0 == 0 || $0 == 1 }) else { throw damaged("a default_left is not 0 or 1") }
        self.nodeCount = nodeCount
        self.featureCount = featureCount
        self.leafSize = leafSize
    }

    /// What a leaf adds to an output; ``checkLeafVectors(of:reached:)`` has gone before.
    func leafValue(of tree: XGBoostTree, node: Int, output: Int) -> Float {
        if leafSize == 1 { return tree.conditions[node] }
        let values = tree.leafWeights.isEmpty ? tree.baseWeights : tree.leafWeights
        return values[leafVector(of: tree, node: node) * leafSize + output]
    }

    /// Requires of vector leaves that each leaf has values of its own.
    ///
    /// Leaves that shared them would let a small file grow into as many nodes as leaves times outputs.
    func checkLeafVectors(of tree: XGBoostTree, reached nodes: [Int32]) throws(ModelError) {
        guard leafSize > 1 else { return }
        let leaves = nodes.lazy.map(Int.init).filter { tree.left[$0] == -1 }
        let name = tree.leafWeights.isEmpty ? "base_weights" : "leaf_weights"
        let count = tree.leafWeights.isEmpty ? tree.baseWeights.count : tree.leafWeights.count
        let vectors = tree.leafWeights.isEmpty ? nodeCount : leaves.count
        guard count.isMultiple(of: leafSize), count / leafSize == vectors else {
            throw damaged("\(name) has \(count) values for \(vectors) vectors of \(leafSize)")
        }
        var isTaken = [Bool](repeating: false, count: vectors)
        for node in leaves {
            let leaf = leafVector(of: tree, node: node)
            guard isTaken.indices.contains(leaf) else {
                throw damaged("its leaf vector \(leaf) does not exist", node: node)
            }
            guard !isTaken[leaf] else { throw damaged("its leaf vector \(leaf) is another leaf's too", node: node) }
            isTaken[leaf] = true
        }
    }

    /// Where a leaf's vector stands: since 3.2 its right child is its number among the leaves, before it was the node's.
    private func leafVector(of tree: XGBoostTree, node: Int) -> Int {
        tree.leafWeights.isEmpty ? node : Int(tree.right[node])
    }

    /// Where each categorical split's categories stand, by node.
    func categoryRanges(of tree: XGBoostTree) throws(ModelError) -> [Int32: Range<Int>] {
        guard tree.categoryNodes.count == tree.categoryStarts.count,
            tree.categoryNodes.count == tree.categorySizes.count
        else { throw damaged("categories_nodes, categories_segments and categories_sizes differ in length") }
        var ranges: [Int32: Range<Int>] = [:]
        for (position, node) in tree.categoryNodes.enumerated() {
            let start = Int(tree.categoryStarts[position])
            let size = Int(tree.categorySizes[position])
            guard start >= 0, size >= 0, start + size <= tree.categories.count else {
                throw damaged("its categories are not in the list", node: Int(node))
            }
            guard ranges.updateValue(start..<start + size, forKey: node) == nil else {
                throw damaged("its categories are listed twice", node: Int(node))
            }
        }
        return ranges
    }

    /// The bit set of a list of categories.
    func words(of categories: ArraySlice<Int32>, node: Int, limits: Limits) throws(ModelError) -> [UInt32] {
        guard let greatest = categories.max() else { return [] }
        try Limits.check(Int(greatest), of: "as greatest category", atMost: limits.maxCategoryValue, format: format)
        var words = [UInt32](repeating: 0, count: max(0, Int(greatest)) / 32 + 1)
        for category in categories {
            guard category >= 0 else { throw damaged("its category \(category) is negative", node: node) }
            words[Int(category) / 32] |= 1 << UInt32(category % 32)
        }
        return words
    }

    /// The tree, or a node of it, is damaged; nodes are counted as in the file.
    func damaged(_ reason: String, node: Int? = nil) -> ModelError {
        let place = node.map { "tree \(index), node \($0)" } ?? "tree \(index)"
        return .malformed(format: format, location: place, reason: reason)
    }
}
