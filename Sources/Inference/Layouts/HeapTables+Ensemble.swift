internal import InferenceTables

extension HeapTables {
    /// Splits above a leaf at most: a tree takes `6 << depth` bytes or more, however few leaves it has.
    static var maxDepth: Int { 8 }
    /// Columns at most: a node names its column in one byte.
    static var maxColumns: Int { 256 }

    /// Fills every tree up to the depth of the deepest; `nil` where trees, columns or bytes are over the bounds.
    init?(_ ensemble: TreeEnsemble, _ columns: ByteColumns, depth: Int) {
        guard depth <= Self.maxDepth, columns.tables.columnCount <= Self.maxColumns else { return nil }
        let size = 1 << depth
        let padded = (ensemble.treeCount + Self.treesInFlight - 1) / Self.treesInFlight * Self.treesInFlight
        let bytesPerTree = size * (2 + MemoryLayout<Double>.stride)
        guard Limits.allowLayout(of: ensemble, trees: padded, bytesPerTree: bytesPerTree) else { return nil }
        // A node that nothing passes: to the left, whatever the code.
        var nodes = [UInt8](repeating: 0, count: padded * 2 * size)
        for node in 0..<padded * size { nodes[2 * node + 1] = .max }
        var leaves = [Double](repeating: 0, count: padded * size)
        for tree in 0..<ensemble.treeCount {
            var open: [(place: Int, node: Int)] = [(1, Int(ensemble.treeStart[tree]))]
            while let (place, node) = open.popLast() {
                if ensemble.kind[node] == .leaf {
                    var last = place
                    while last < size { last *= 2 }
                    leaves[tree * size + last - size] = ensemble.leafValue[node]
                } else {
                    nodes[2 * (tree * size + place)] = UInt8(columns.column[node])
                    nodes[2 * (tree * size + place) + 1] = columns.bound[node]
                    open.append((2 * place, Int(ensemble.left[node])))
                    open.append((2 * place + 1, Int(ensemble.right[node])))
                }
            }
        }
        self.init(depth: depth, nodes: nodes, leaves: leaves)
    }
}
