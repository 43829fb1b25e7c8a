/// The hashes that lead from a leaf to the root of a tree (RFC 9162, section 2.1.3).
public struct InclusionProof: Sendable, Hashable {
    /// The leaf's place in the tree, from 0.
    public let index: Int

    /// Leaves of the tree.
    public let size: Int

    /// The other side of each step from the leaf up to the root.
    public let path: [[UInt8]]

    /// A proof from its parts, such as those of an answer; whether it proves anything is for
    /// ``verifies(leafHash:root:)`` to say.
    public init(index: Int, size: Int, path: [[UInt8]]) {
        self.index = index
        self.size = size
        self.path = path
    }

    /// Whether a leaf of this hash stands at the index in the tree of this root: RFC 9162, section 2.1.3.2.
    public func verifies(leafHash: [UInt8], root: [UInt8]) -> Bool {
        guard index >= 0, index < size else { return false }
        var node = index
        var last = size - 1
        var hash = leafHash
        for sibling in path {
            guard last > 0 else { return false }
            if node & 1 == 1 || node == last {
                hash = TreeHash.node(sibling, hash)
                while node & 1 == 0, node != 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                hash = TreeHash.node(hash, sibling)
            }
            node >>= 1
            last >>= 1
        }
        return last == 0 && hash == root
    }
}
