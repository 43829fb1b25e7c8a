/// QuickScorer with checkpoints (Lucchese et al., "QuickScorer", SIGIR 2015): a row's leaf in a tree is the first bit that is left
/// when every split that sends the row right has cleared the leaves on its left.
///
/// The splits of a group (a segment or a category set of ``QuantiserTables``) are sorted by bound. What all splits before every
/// so many clear together is kept as a checkpoint, one word a tree, so that a row needs one checkpoint a group and the few
/// splits after it.
public struct CheckpointTables: Sendable, Equatable {
    /// Codes of a group: ranks, and the last for NaN.
    @inlinable public static var codesPerGroup: Int { 256 }
    /// The code of NaN.
    @inlinable public static var missingCode: Int { 255 }

    /// What a group's code means: a checkpoint and the splits that it lacks.
    public struct Entry: Sendable, Equatable, BitwiseCopyable {
        /// The checkpoint's number.
        public var checkpoint: UInt32
        /// The first split that is not in the checkpoint.
        public var firstSplit: UInt32
        /// One past the last such split.
        public var endSplit: UInt32

        /// Makes an entry.
        public init(checkpoint: UInt32, firstSplit: UInt32, endSplit: UInt32) {
            self.checkpoint = checkpoint
            self.firstSplit = firstSplit
            self.endSplit = endSplit
        }
    }

    /// Leaves of a tree at most: 32 or 64, the bits of a word.
    public var leavesPerTree: Int
    /// Trees, padded so that a checkpoint is a whole number of ``wordsPerStep``.
    public var treeStride: Int
    /// ``codesPerGroup`` entries a group.
    public var entries: [Entry]
    /// The leaves that each split leaves of its tree.
    public var splitMasks: [UInt64]
    /// The tree of each split.
    public var splitTrees: [UInt32]
    /// Checkpoints, `treeStride` words each.
    public var checkpoints: [UInt64]
    /// Leaf values, `leavesPerTree` a tree.
    public var leaves: [Double]

    /// Words that are combined in one step: `treeStride` is a multiple of it.
    @inlinable public static var wordsPerStep: Int { 64 }

    /// Number of groups.
    @inlinable public var groupCount: Int { entries.count / Self.codesPerGroup }

    /// Makes the tables.
    public init(
        leavesPerTree: Int, treeStride: Int, entries: [Entry], splitMasks: [UInt64], splitTrees: [UInt32],
        checkpoints: [UInt64], leaves: [Double]
    ) {
        self.leavesPerTree = leavesPerTree
        self.treeStride = treeStride
        self.entries = entries
        self.splitMasks = splitMasks
        self.splitTrees = splitTrees
        self.checkpoints = checkpoints
        self.leaves = leaves
    }

    /// Whether a tree's leaves are 64 bits.
    public var isWide: Bool { leavesPerTree > 32 }
    /// The splits' masks where words are 32 bits.
    public var masks32: [UInt32] { isWide ? [] : splitMasks.map { UInt32(truncatingIfNeeded: $0) } }
    /// The splits' masks where words are 64 bits.
    public var masks64: [UInt64] { isWide ? splitMasks : [] }
    /// The checkpoints as 32-bit lanes: a word of 64 bits is two, the lower first.
    public var checkpointLanes: [Int32] {
        var lanes: [Int32] = []
        lanes.reserveCapacity(checkpoints.count * (isWide ? 2 : 1))
        for word in checkpoints {
            lanes.append(Int32(truncatingIfNeeded: word))
            if isWide { lanes.append(Int32(truncatingIfNeeded: word >> 32)) }
        }
        return lanes
    }
}
