/// The hashes that show that a tree begins with an older one: nothing of it was changed, moved or taken away (RFC 9162,
/// section 2.1.4).
public struct ConsistencyProof: Sendable, Hashable {
    /// Leaves of the older tree.
    public let oldSize: Int

    /// Leaves of the newer tree.
    public let newSize: Int

    /// The hashes of subtrees, in the order of the RFC.
    public let path: [[UInt8]]

    /// A proof from its parts, such as those of an answer; whether it proves anything is for
    /// ``verifies(oldRoot:newRoot:)`` to say.
    public init(oldSize: Int, newSize: Int, path: [[UInt8]]) {
        self.oldSize = oldSize
        self.newSize = newSize
        self.path = path
    }

    /// Whether the tree of `newRoot` begins with the tree of `oldRoot`: RFC 9162, section 2.1.4.2.
    public func verifies(oldRoot: [UInt8], newRoot: [UInt8]) -> Bool {
        guard oldSize >= 1, oldSize <= newSize else { return false }
        if oldSize == newSize { return path.isEmpty && oldRoot == newRoot }
        // An old tree that is a complete subtree of the new one is not part of the proof: the verifier has its hash.
        let isComplete = oldSize & (oldSize - 1) == 0
        var hashes = (isComplete ? [oldRoot] : []) + path
        guard !path.isEmpty else { return false }
        var old = oldSize - 1
        var new = newSize - 1
        while old & 1 == 1 {
            old >>= 1
            new >>= 1
        }
        var oldHash = hashes.removeFirst()
        var newHash = oldHash
        for hash in hashes {
            guard new > 0 else { return false }
            if old & 1 == 1 || old == new {
                oldHash = TreeHash.node(hash, oldHash)
                newHash = TreeHash.node(hash, newHash)
                while old & 1 == 0, old != 0 {
                    old >>= 1
                    new >>= 1
                }
            } else {
                newHash = TreeHash.node(newHash, hash)
            }
            old >>= 1
            new >>= 1
        }
        return new == 0 && oldHash == oldRoot && newHash == newRoot
    }
}
