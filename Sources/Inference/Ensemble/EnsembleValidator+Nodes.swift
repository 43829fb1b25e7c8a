extension EnsembleValidator {
    /// Checks the nodes of one tree, parents before their children.
    ///
    /// Children come after their parents, each node has its depth from exactly one parent, and none is left without:
    /// by induction every node hangs from the root, once, and every walk ends within the depth limit.
    mutating func checkTree(_ tree: Int) throws(ModelError) {
        let nodes = Int(ensemble.treeStart[tree])..<Int(ensemble.treeStart[tree + 1])
        depth.removeAll(keepingCapacity: true)
        depth.append(0)
        depth.append(contentsOf: repeatElement(-1, count: nodes.count - 1))
        for node in nodes {
            let place = Place(tree: tree, node: node - nodes.lowerBound)
            guard depth[place.node] >= 0 else { throw damaged(place.description, "no split leads to it") }
            switch ensemble.kind[node] {
            case .leaf: try checkLeaf(node, at: place)
            case .numeric:
                try checkSplit(node, at: place)
                try checkThreshold(node, at: place)
            case .categorical:
                try checkSplit(node, at: place)
                try checkCategories(node, at: place)
            }
            guard ensemble.kind[node] != .leaf else { continue }
            try checkChild(Int(ensemble.left[node]), of: node, in: nodes, at: place)
            try checkChild(Int(ensemble.right[node]), of: node, in: nodes, at: place)
        }
    }

    /// Where a node is, in the words of an error.
    private struct Place: CustomStringConvertible {
        var tree: Int
        var node: Int
        var description: String { "tree \(tree), node \(node)" }
    }

    private mutating func checkChild(
        _ child: Int, of node: Int, in nodes: Range<Int>, at place: Place
    ) throws(ModelError) {
        guard nodes.contains(child) else {
            throw damaged(place.description, "its child \(child - nodes.lowerBound) is not in the tree")
        }
        let position = child - nodes.lowerBound
        guard child > node else {
            throw damaged(place.description, "its child \(position) comes before it, so that a walk may not end")
        }
        guard depth[position] < 0 else {
            throw damaged(place.description, "its child \(position) is another split's child already")
        }
        depth[position] = depth[place.node] + 1
        try Limits.check(
            Int(depth[position]), of: "splits above a leaf", atMost: limits.maxDepth, format: format)
    }

    private func checkLeaf(_ node: Int, at place: Place) throws(ModelError) {
        guard ensemble.left[node] == -1, ensemble.right[node] == -1, ensemble.feature[node] == -1,
            ensemble.threshold[node] == 0, ensemble.missing[node] == []
        else {
            throw damaged(place.description, "it is a leaf with parts of a split")
        }
        guard ensemble.leafValue[node].isFinite, fitsPrecision(ensemble.leafValue[node]) else {
            throw damaged(
                place.description, "its value \(ensemble.leafValue[node]) is not a finite number of its precision")
        }
        guard (-1..<ensemble.linearLeaves.count).contains(Int(ensemble.extra[node])) else {
            throw damaged(place.description, "its linear leaf \(ensemble.extra[node]) does not exist")
        }
    }

    private func checkSplit(_ node: Int, at place: Place) throws(ModelError) {
        guard (0..<ensemble.featureCount).contains(Int(ensemble.feature[node])) else {
            throw damaged(
                place.description,
                "its feature \(ensemble.feature[node]) is not one of the model's \(ensemble.featureCount)")
        }
        guard ensemble.leafValue[node] == 0 else {
            throw damaged(place.description, "it is a split with a leaf's value")
        }
        let known: TreeEnsemble.MissingRule = [.defaultLeft, .nanIsMissing, .zeroIsMissing]
        guard known.isSuperset(of: ensemble.missing[node]) else {
            throw damaged(place.description, "its missing rule \(ensemble.missing[node].rawValue) is unknown")
        }
        let onlyNaN = ensemble.precision == .float32 || ensemble.kind[node] == .categorical
        guard !onlyNaN || ensemble.missing[node].subtracting(.defaultLeft) == .nanIsMissing else {
            throw damaged(place.description, "NaN and nothing else must be missing there")
        }
    }

    private func checkThreshold(_ node: Int, at place: Place) throws(ModelError) {
        guard !ensemble.threshold[node].isNaN, fitsPrecision(ensemble.threshold[node]) else {
            throw damaged(
                place.description, "its threshold \(ensemble.threshold[node]) is not a number of its precision")
        }
        guard ensemble.extra[node] == -1 else { throw damaged(place.description, "it is no categorical split") }
    }

    private func checkCategories(_ node: Int, at place: Place) throws(ModelError) {
        guard ensemble.threshold[node] == 0 else {
            throw damaged(place.description, "it is a categorical split with a threshold")
        }
        guard ensemble.categorySets.indices.contains(Int(ensemble.extra[node])) else {
            throw damaged(place.description, "its category set \(ensemble.extra[node]) does not exist")
        }
    }
}
