internal import InferenceTables

extension CheckpointTables {
    /// Bytes of checkpoints at most: more than a core's second cache holds is slower than walking.
    static var maxCheckpointBytes: Int { 1 << 20 }
    /// Splits between checkpoints, from what is fastest to what still pays.
    static var intervals: [Int] { [32, 64, 128] }

    /// A split of a group, by what it leaves of its tree.
    private struct Split {
        var bound: UInt8
        var tree: Int
        var mask: UInt64
        var clearsOnMissing: Bool
    }

    /// Sorts the splits of every group; `nil` where a tree has more than 64 leaves, zero counts as missing, or the
    /// checkpoints take too much memory.
    init?(_ ensemble: TreeEnsemble, _ columns: ByteColumns) {
        guard ensemble.treeCount > 0, !columns.tables.zeroIsMissing.contains(1) else { return nil }
        var groups: [[Split]] = Array(
            repeating: [], count: columns.tables.segmentCount + columns.tables.categories.count)
        var numbers: [LeafNumbers] = []
        for tree in 0..<ensemble.treeCount {
            let number = LeafNumbers(ensemble, tree: tree)
            guard number.total <= UInt64.bitWidth else { return nil }
            numbers.append(number)
        }
        let most = numbers.map(\.total).max() ?? 1
        let leavesPerTree = most <= 32 ? 32 : 64
        for tree in 0..<ensemble.treeCount {
            let start = Int(ensemble.treeStart[tree])
            for node in start..<Int(ensemble.treeStart[tree + 1]) where ensemble.kind[node] != .leaf {
                let left = Int(ensemble.left[node]) - start
                // Fewer than 64 bits: the right side has a leaf.
                let bits = ((UInt64(1) << UInt64(numbers[tree].count[left])) - 1) << UInt64(numbers[tree].first[left])
                let missing = ensemble.kind[node] == .numeric ? columns.missingCode(of: node) : 0
                groups[Int(columns.group[node])].append(
                    Split(
                        bound: columns.bound[node], tree: tree, mask: ~bits,
                        clearsOnMissing: missing > columns.bound[node]))
            }
        }
        let treesPerStep = Self.wordsPerStep * 32 / leavesPerTree
        let treeStride = (ensemble.treeCount + treesPerStep - 1) / treesPerStep * treesPerStep
        let bytes = { (interval: Int) in
            groups.reduce(0) { $0 + $1.count / interval + 2 } * treeStride * leavesPerTree / 8
        }
        guard let interval = Self.intervals.first(where: { bytes($0) <= Self.maxCheckpointBytes }) else { return nil }

        self.init(
            leavesPerTree: leavesPerTree, treeStride: treeStride, entries: [], splitMasks: [], splitTrees: [],
            checkpoints: [], leaves: Array(repeating: 0, count: treeStride * leavesPerTree))
        for (group, splits) in groups.enumerated() {
            append(
                splits.sorted { ($0.bound, $0.tree) < ($1.bound, $1.tree) },
                interval: group < columns.tables.segmentCount ? interval : max(splits.count, 1))
        }
        for tree in 0..<ensemble.treeCount {
            let start = Int(ensemble.treeStart[tree])
            for node in start..<Int(ensemble.treeStart[tree + 1]) where ensemble.kind[node] == .leaf {
                leaves[tree * leavesPerTree + numbers[tree].first[node - start]] = ensemble.leafValue[node]
            }
        }
    }

    /// Appends a group: its splits, its checkpoints, and what each of its codes means.
    private mutating func append(_ splits: [Split], interval: Int) {
        let firstSplit = splitMasks.count
        let firstCheckpoint = checkpoints.count / treeStride
        var words = [UInt64](repeating: .max, count: treeStride)
        for (index, split) in splits.enumerated() {
            if index % interval == 0 { checkpoints.append(contentsOf: words) }
            words[split.tree] &= split.mask
            splitMasks.append(split.mask)
            splitTrees.append(UInt32(split.tree))
        }
        if splits.count % interval == 0 { checkpoints.append(contentsOf: words) }

        var below = 0
        for code in 0..<Self.missingCode {
            while below < splits.count, Int(splits[below].bound) < code { below += 1 }
            let checkpoint = below / interval
            entries.append(
                Entry(
                    checkpoint: UInt32(firstCheckpoint + checkpoint),
                    firstSplit: UInt32(firstSplit + checkpoint * interval), endSplit: UInt32(firstSplit + below)))
        }
        var missing = [UInt64](repeating: .max, count: treeStride)
        for split in splits where split.clearsOnMissing { missing[split.tree] &= split.mask }
        entries.append(Entry(checkpoint: UInt32(checkpoints.count / treeStride), firstSplit: 0, endSplit: 0))
        checkpoints.append(contentsOf: missing)
    }
}
