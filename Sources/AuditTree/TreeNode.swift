/// Where a complete subtree stands: over the 2^level leaves that begin at index * 2^level.
///
/// Level 0 are the leaves. Once all its leaves are there, the hash of such a subtree never changes again, which is why
/// a log can keep it.
public struct NodePosition: Sendable, Hashable {
    /// The height above the leaves.
    public let level: Int

    /// The place among the subtrees of this level, from 0.
    public let index: Int

    /// A position from its parts.
    public init(level: Int, index: Int) {
        self.level = level
        self.index = index
    }
}

/// The hash of a complete subtree and where it stands.
public struct TreeNode: Sendable, Hashable {
    /// Where it stands.
    public let position: NodePosition

    /// The 32 bytes of ``TreeHash``.
    public let hash: [UInt8]

    /// A node from its parts.
    public init(position: NodePosition, hash: [UInt8]) {
        self.position = position
        self.hash = hash
    }
}
