/// Roots and proofs of a Merkle tree (RFC 9162, section 2.1, which keeps the hashing of RFC 6962) whose complete
/// subtrees somebody keeps.
///
/// Each function asks `read` for the hashes it needs, a number that grows with the logarithm of the size, and throws
/// what `read` throws.
public enum MerkleTree {
    /// Answers the hash of a complete subtree of the tree in question.
    public typealias Reader<Failure: Error> = (NodePosition) throws(Failure) -> [UInt8]

    /// The nodes that are complete once a leaf's hash is appended to a tree of `size` leaves: the leaf itself, and the
    /// subtrees that it closes, from below.
    public static func nodes<Failure: Error>(
        appending leafHash: [UInt8], at size: Int, _ read: Reader<Failure>
    ) throws(Failure) -> [TreeNode] {
        var position = NodePosition(level: 0, index: size)
        var hash = leafHash
        var nodes = [TreeNode(position: position, hash: hash)]
        while position.index & 1 == 1 {
            let left = try read(NodePosition(level: position.level, index: position.index - 1))
            hash = TreeHash.node(left, hash)
            position = NodePosition(level: position.level + 1, index: position.index >> 1)
            nodes.append(TreeNode(position: position, hash: hash))
        }
        return nodes
    }

    /// The root over the first `size` leaves.
    public static func root<Failure: Error>(size: Int, _ read: Reader<Failure>) throws(Failure) -> [UInt8] {
        size == 0 ? TreeHash.emptyRoot : try hash(of: 0..<size, read)
    }

    /// The proof that the leaf at `index`, from 0, is among the first `size` leaves; nil when it is not.
    public static func inclusionProof<Failure: Error>(
        of index: Int, size: Int, _ read: Reader<Failure>
    ) throws(Failure) -> InclusionProof? {
        guard index >= 0, index < size else { return nil }
        var path: [[UInt8]] = []
        var range = 0..<size
        // From the root down to the leaf; the proof lists the other side of each step from the leaf up.
        while range.count > 1 {
            let (left, right) = halves(of: range)
            if index < left.upperBound {
                path.append(try hash(of: right, read))
                range = left
            } else {
                path.append(try hash(of: left, read))
                range = right
            }
        }
        return InclusionProof(index: index, size: size, path: path.reversed())
    }

    /// The proof that the tree of `newSize` leaves begins with the tree of `oldSize`; nil unless
    /// 1 <= oldSize <= newSize.
    public static func consistencyProof<Failure: Error>(
        from oldSize: Int, to newSize: Int, _ read: Reader<Failure>
    ) throws(Failure) -> ConsistencyProof? {
        guard oldSize >= 1, oldSize <= newSize else { return nil }
        var path: [[UInt8]] = []
        var range = 0..<newSize
        // Down to the subtree that ends where the old tree ended; its hash is part of the proof unless it is the old
        // root itself, which the verifier has.
        while range.upperBound > oldSize {
            let (left, right) = halves(of: range)
            if oldSize <= left.upperBound {
                path.append(try hash(of: right, read))
                range = left
            } else {
                path.append(try hash(of: left, read))
                range = right
            }
        }
        if range.lowerBound > 0 { path.append(try hash(of: range, read)) }
        return ConsistencyProof(oldSize: oldSize, newSize: newSize, path: path.reversed())
    }

    /// The hash over a range of leaves that begins at a multiple of the largest power of two in its length.
    private static func hash<Failure: Error>(
        of range: Range<Int>, _ read: Reader<Failure>
    ) throws(Failure) -> [UInt8] {
        guard range.count & (range.count - 1) != 0 else {
            let level = range.count.trailingZeroBitCount
            return try read(NodePosition(level: level, index: range.lowerBound >> level))
        }
        let (left, right) = halves(of: range)
        return TreeHash.node(try hash(of: left, read), try hash(of: right, read))
    }

    /// A range of at least two leaves cut at the largest power of two that is less than its length.
    private static func halves(of range: Range<Int>) -> (left: Range<Int>, right: Range<Int>) {
        let length = 1 << (Int.bitWidth - 1 - (range.count - 1).leadingZeroBitCount)
        let middle = range.lowerBound + length
        return (range.lowerBound..<middle, middle..<range.upperBound)
    }
}
