/// Shallow trees filled up to perfect ones of the same depth, node `i` above `2i` and `2i + 1`.
///
/// Trees are padded to a multiple of ``treesInFlight`` by trees that nothing reads.
public struct HeapTables: Sendable, Equatable {
    /// Trees that are walked side by side.
    @inlinable public static var treesInFlight: Int { 8 }

    /// Splits above every leaf.
    public var depth: Int
    /// Column and bound of each node, `2 << depth` bytes a tree; a place below a leaf repeats the leaf.
    public var nodes: [UInt8]
    /// Leaf values, `1 << depth` a tree.
    public var leaves: [Double]

    /// Makes the tables of trees of one depth.
    public init(depth: Int, nodes: [UInt8], leaves: [Double]) {
        self.depth = depth
        self.nodes = nodes
        self.leaves = leaves
    }

    /// For each tree `nodesPerTree` columns, then as many bounds; node `i` is at `i`.
    public func separated(nodesPerTree: Int) -> [UInt8] {
        let size = 1 << depth
        let trees = leaves.count >> depth
        var separated = [UInt8](repeating: 0, count: trees * 2 * nodesPerTree)
        for tree in 0..<trees {
            for node in 0..<min(size, nodesPerTree) {
                separated[tree * 2 * nodesPerTree + node] = nodes[2 * (tree * size + node)]
                separated[(tree * 2 + 1) * nodesPerTree + node] = nodes[2 * (tree * size + node) + 1]
            }
        }
        return separated
    }
}
