/// A tree's leaves numbered from left to right, and which of them are below each node.
struct LeafNumbers {
    /// The number of the first leaf below each node of the tree.
    private(set) var first: [Int]
    /// The number of leaves below each node of the tree.
    private(set) var count: [Int]

    /// Numbers the leaves of a tree; nodes are counted from its root.
    init(_ ensemble: TreeEnsemble, tree: Int) {
        let start = Int(ensemble.treeStart[tree])
        let size = Int(ensemble.treeStart[tree + 1]) - start
        first = Array(repeating: 0, count: size)
        count = Array(repeating: 1, count: size)
        // Children come after their parents: backwards for what is below, forwards for what is before.
        for node in stride(from: size - 1, through: 0, by: -1) where ensemble.kind[start + node] != .leaf {
            count[node] =
                count[Int(ensemble.left[start + node]) - start] + count[Int(ensemble.right[start + node]) - start]
        }
        for node in 0..<size where ensemble.kind[start + node] != .leaf {
            let left = Int(ensemble.left[start + node]) - start
            first[left] = first[node]
            first[Int(ensemble.right[start + node]) - start] = first[node] + count[left]
        }
    }

    /// Number of leaves of the tree.
    var total: Int { count.first ?? 0 }
}
