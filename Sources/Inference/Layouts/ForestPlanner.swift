internal import InferenceTables

/// Chooses the layout of an ensemble's trees.
///
/// docs/decisions/0004-inference-layouts.md says what was measured.
enum ForestPlanner {
    /// Ways to answer a single row.
    enum RowChoice: String, CaseIterable {
        case heap, checkpoint, walk
    }

    /// Ways to answer many rows.
    enum BatchChoice: String, CaseIterable {
        case block, walk
    }

    /// Nodes up to which a model is kept in more than one form.
    static var maxQuantisedNodes: Int { 1 << 22 }

    /// Nodes from which two layouts are built at once: some milliseconds of work each.
    static var leastNodesForTwoThreads: Int { 1 << 17 }

    /// The layout that is fastest for the ensemble at an instruction level.
    static func layout(_ ensemble: TreeEnsemble, level: KernelLevel) -> any ForestLayout {
        if !ensemble.linearLeaves.isEmpty {
            var sources: [Int32] = []
            guard let tables = WalkTables(ensemble, sources: &sources) else { return ReferenceLayout(ensemble) }
            return LinearLayout(
                title: "walk with linear leaves (\(level.rawValue))", ensemble: ensemble,
                kernel: level.walk(tables, SumTables(ensemble)), sources: sources)
        }
        let columns = ensemble.nodeCount <= maxQuantisedNodes ? ByteColumns(ensemble) : nil
        for row in rowOrder(ensemble) {
            for batch in BatchChoice.allCases {
                if let layout = layout(ensemble, columns, row: row, batch: batch, level: level) { return layout }
            }
        }
        return ReferenceLayout(ensemble)
    }

    /// A layout of given kernels, or `nil` where the ensemble does not fit one of them.
    static func layout(
        _ ensemble: TreeEnsemble, _ columns: ByteColumns?, row: RowChoice, batch: BatchChoice, level: KernelLevel
    ) -> (any ForestLayout)? {
        guard ensemble.linearLeaves.isEmpty, ensemble.treeCount > 0 else { return nil }
        let sums = SumTables(ensemble)
        // Each goes over all nodes and neither needs the other: a large model is ready sooner on two cores.
        let (quantisedRow, block) = Together.run(
            isWorthwhile: ensemble.nodeCount >= leastNodesForTwoThreads,
            { rowKernel(row, ensemble, columns, sums, level) },
            { batch == .block ? blockKernel(ensemble, columns, sums, level) : nil })
        guard row == .walk || quantisedRow != nil else { return nil }
        var walk: (any LeafKernel & BatchKernel)?
        if row == .walk || batch == .walk {
            var sources: [Int32] = []
            guard let tables = WalkTables(ensemble, sources: &sources) else { return nil }
            walk = level.walk(tables, sums)
        }
        guard let rowKernel = row == .walk ? walk : quantisedRow,
            let batchKernel = batch == .walk ? walk : block
        else { return nil }
        let isBlock = batch == .block
        return KernelLayout(
            title: "\(row.rawValue) rows, \(batch.rawValue) batches (\(level.rawValue))",
            featureCount: ensemble.featureCount, outputCount: ensemble.outputCount, row: rowKernel,
            batch: batchKernel, batchUnit: isBlock ? BlockTables.rowsPerBlock : WalkTables.walksInFlight,
            batchMinimum: isBlock ? minimumRows(row) : WalkTables.walksInFlight / 2)
    }

    private static func rowKernel(
        _ choice: RowChoice, _ ensemble: TreeEnsemble, _ columns: ByteColumns?, _ sums: SumTables,
        _ level: KernelLevel
    ) -> (any RowKernel)? {
        guard let columns else { return nil }
        switch choice {
        case .heap:
            return HeapTables(ensemble, columns, depth: ensemble.deepestLeaf)
                .map { level.heap(columns.tables, $0, sums) }
        case .checkpoint:
            return CheckpointTables(ensemble, columns).map { level.checkpoint(columns.tables, $0, sums) }
        case .walk: return nil
        }
    }

    private static func blockKernel(
        _ ensemble: TreeEnsemble, _ columns: ByteColumns?, _ sums: SumTables, _ level: KernelLevel
    ) -> (any BatchKernel)? {
        guard let columns else { return nil }
        return BlockTables(ensemble, columns).map { level.block(columns.tables, $0, sums) }
    }

    /// Small trees by their bits, bushy ones by heap, and everything by walking.
    private static func rowOrder(_ ensemble: TreeEnsemble) -> [RowChoice] {
        ensemble.mostLeaves <= 32 ? [.checkpoint, .heap, .walk] : [.heap, .checkpoint, .walk]
    }

    /// Rows from which a block that is not full beats single rows.
    private static func minimumRows(_ row: RowChoice) -> Int {
        row == .walk ? 32 : 96
    }
}

extension SumTables {
    /// How the ensemble's leaves become margins.
    init(_ ensemble: TreeEnsemble) {
        self.init(
            isFloat: ensemble.precision == .float32, base: ensemble.baseMargins, treeOutput: ensemble.treeOutput)
    }
}

extension TreeEnsemble {
    /// Leaves of the largest tree: one more than it has splits.
    var mostLeaves: Int {
        var mostNodes = 1
        for tree in 0..<treeCount { mostNodes = max(mostNodes, Int(treeStart[tree + 1]) - Int(treeStart[tree])) }
        return (mostNodes + 1) / 2
    }

    /// Splits above the deepest leaf.
    var deepestLeaf: Int {
        var depth = [Int](repeating: 0, count: nodeCount)
        for node in 0..<nodeCount where kind[node] != .leaf {
            depth[Int(left[node])] = depth[node] + 1
            depth[Int(right[node])] = depth[node] + 1
        }
        return depth.max() ?? 0
    }
}
