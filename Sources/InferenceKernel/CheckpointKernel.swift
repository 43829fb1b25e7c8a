public import InferenceTables

/// Single rows by ``CheckpointTables``: one checkpoint a group, its missing splits, and the first leaf that is left.
public final class CheckpointKernel: RowKernel {
    private let quantiser: ByteQuantiser
    private let sums: Sums
    private let leaves: Leaves
    private let leavesPerTree: Int
    private let treeStride: Int
    private let entries: Slab<CheckpointTables.Entry>
    private let splitMasks32: Slab<UInt32>
    private let splitMasks64: Slab<UInt64>
    private let splitTrees: Slab<UInt32>
    /// Checkpoints as 32-bit lanes: a word of 64 bits is two.
    private let checkpoints: Slab<Int32>
    private let scratch: ScratchPool

    /// Lays the tables out.
    public init(_ quantiser: QuantiserTables, _ tables: CheckpointTables, _ sums: SumTables) {
        self.quantiser = ByteQuantiser(quantiser)
        self.sums = Sums(sums)
        leaves = Leaves(LeafValues(tables.leaves, isFloat: sums.isFloat))
        leavesPerTree = tables.leavesPerTree
        treeStride = tables.treeStride
        entries = Slab(tables.entries)
        splitMasks32 = Slab(tables.masks32)
        splitMasks64 = Slab(tables.masks64)
        splitTrees = Slab(tables.splitTrees)
        checkpoints = Slab(tables.checkpointLanes)
        scratch = ScratchPool(
            byteCount: aligned(self.quantiser.groupCount) + aligned(self.quantiser.groupCount * 4) + treeStride * 8)
    }

    /// Bytes that the kernel keeps.
    public var memoryBytes: Int {
        quantiser.memoryBytes + sums.memoryBytes + leaves.memoryBytes + entries.byteCount + splitMasks32.byteCount
            + splitMasks64.byteCount + splitTrees.byteCount + checkpoints.byteCount + scratch.byteCount
    }

    /// Writes one row's margins, without allocating.
    public func margins(row: Span<Double>, into margins: inout MutableSpan<Double>) {
        withViews(row, &margins) { row, margins in
            scratch.withScratch { scratch in
                if leavesPerTree > 32 {
                    write(row, margins, scratch, splitMasks64.table)
                } else {
                    write(row, margins, scratch, splitMasks32.table)
                }
            }
        }
    }

    @inline(__always)
    private func write<Word: FixedWidthInteger & BitwiseCopyable>(
        _ row: Table<Double>, _ margins: MutableTable<Double>, _ scratch: MutableTable<UInt8>, _ masks: Table<Word>
    ) {
        let groups = quantiser.groupCount
        let firstLane = scratch.view(Int32.self, at: aligned(groups), count: groups)
        let wordsAt = aligned(groups) + aligned(groups * 4)
        let words = scratch.view(Word.self, at: wordsAt, count: treeStride)
        let lanesPerWord = Word.bitWidth / 32
        let lanes = scratch.view(Int32.self, at: wordsAt, count: treeStride * lanesPerWord)
        let lanesPerCheckpoint = treeStride * lanesPerWord

        quantiser.writeGroups(row, scratch)
        for tree in 0..<treeStride { words[tree] = ~0 }
        for group in 0..<groups {
            let entry = entries.table[group &* CheckpointTables.codesPerGroup &+ Int(scratch[group])]
            firstLane[group] = Int32(truncatingIfNeeded: Int(entry.checkpoint) &* lanesPerCheckpoint)
            for split in Int(entry.firstSplit)..<Int(entry.endSplit) {
                words[Int(splitTrees.table[split])] &= masks[split]
            }
        }
        let shift = Word.bitWidth.trailingZeroBitCount
        let treesPerStep = CheckpointTables.wordsPerStep / lanesPerWord
        sums.write(margins, every: treesPerStep) { tree in
            combine(lanes, from: tree &* lanesPerWord, firstLane, groups: groups)
        } leaf: { tree in
            let leaf = (tree << shift) &+ words[tree].trailingZeroBitCount
            return sums.isFloat ? Double(leaves.asFloat[leaf]) : leaves.asDouble[leaf]
        }
    }

    /// Leaves in 64 lanes what all groups' checkpoints leave; independent sums of work, so that loads overlap.
    @inline(__always)
    private func combine(
        _ lanes: MutableTable<Int32>, from start: Int, _ firstLane: MutableTable<Int32>, groups: Int
    ) {
        var a = lanes.vector(LaneVector.self, at: start)
        var b = lanes.vector(LaneVector.self, at: start &+ 16)
        var c = lanes.vector(LaneVector.self, at: start &+ 32)
        var d = lanes.vector(LaneVector.self, at: start &+ 48)
        for group in 0..<groups {
            let from = checkpoints.table.from(Int(firstLane[group]) &+ start)
            a = intersection(a, from.vector(LaneVector.self, at: 0))
            b = intersection(b, from.vector(LaneVector.self, at: 16))
            c = intersection(c, from.vector(LaneVector.self, at: 32))
            d = intersection(d, from.vector(LaneVector.self, at: 48))
        }
        lanes.store(a, at: start)
        lanes.store(b, at: start &+ 16)
        lanes.store(c, at: start &+ 32)
        lanes.store(d, at: start &+ 48)
    }
}
