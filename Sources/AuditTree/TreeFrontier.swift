/// All that has to be remembered of a tree in order to append to it and to know its root: the hashes of the largest
/// complete subtrees that it consists of, one for each bit of its size.
public struct TreeFrontier: Sendable, Hashable {
    /// Leaves so far.
    public private(set) var size = 0

    /// The largest first.
    private var subtrees: [[UInt8]] = []

    /// The frontier of a tree without leaves.
    public init() {}

    /// Appends the hash of a leaf and answers the nodes that are complete now: the leaf and what it closes, from below.
    public mutating func append(leafHash: [UInt8]) -> [TreeNode] {
        // What the new leaf closes are the smallest subtrees, from the last one on.
        let nodes = MerkleTree.nodes(appending: leafHash, at: size) { _ in subtrees.popLast() ?? TreeHash.emptyRoot }
        if let top = nodes.last { subtrees.append(top.hash) }
        size += 1
        return nodes
    }

    /// The root over all leaves so far.
    public var root: [UInt8] {
        guard var root = subtrees.last else { return TreeHash.emptyRoot }
        for left in subtrees.dropLast().reversed() { root = TreeHash.node(left, root) }
        return root
    }
}
