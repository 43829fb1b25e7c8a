/// The parsed arrays themselves, walked node by node: needs nothing built, answers every model, slowly.
struct ReferenceLayout: ForestLayout {
    let ensemble: TreeEnsemble

    init(_ ensemble: TreeEnsemble) {
        self.ensemble = ensemble
    }

    var title: String { "reference walk" }

    var memoryBytes: Int {
        let perNode =
            MemoryLayout<TreeEnsemble.NodeKind>.stride + MemoryLayout<TreeEnsemble.MissingRule>.stride
            + 4 * MemoryLayout<Int32>.stride + 2 * MemoryLayout<Double>.stride
        let sets = ensemble.categorySets.reduce(0) { $0 + $1.words.count * MemoryLayout<UInt32>.stride }
        let linear = ensemble.linearLeaves.reduce(0) { $0 + $1.features.count * (4 + MemoryLayout<Double>.stride) }
        return ensemble.nodeCount * perNode + ensemble.treeCount * 2 * MemoryLayout<Int32>.stride + sets + linear
    }

    func margins(row: Span<Double>, into margins: inout MutableSpan<Double>) {
        ReferenceWalk.margins(ensemble, row: row, into: &margins)
    }

    func margins(rows: Span<Double>, count: Int, into margins: inout MutableSpan<Double>) {
        for row in 0..<count {
            var answer = margins._mutatingExtracting(row * ensemble.outputCount..<(row + 1) * ensemble.outputCount)
            ReferenceWalk.margins(
                ensemble, row: rows.extracting(row * ensemble.featureCount..<(row + 1) * ensemble.featureCount),
                into: &answer)
        }
    }
}
