internal import InferenceTables

/// Trees whose leaves are linear functions: the kernel finds the leaves, their values are computed here.
struct LinearLayout: ForestLayout {
    let title: String
    let ensemble: TreeEnsemble
    let kernel: any LeafKernel
    /// The ensemble's node of each of the kernel's.
    let sources: [Int32]

    var memoryBytes: Int {
        kernel.memoryBytes + ReferenceLayout(ensemble).memoryBytes + sources.count * MemoryLayout<Int32>.stride
    }

    /// Trees whose leaves are found without allocating.
    static var inlineTrees: Int { 1024 }

    func margins(row: Span<Double>, into margins: inout MutableSpan<Double>) {
        if ensemble.treeCount <= Self.inlineTrees {
            var storage = InlineArray<1024, Int32>(repeating: 0)
            var all = storage.mutableSpan
            var reached = all._mutatingExtracting(first: ensemble.treeCount)
            kernel.leaves(row: row, into: &reached)
            sum(reached.span, row: row, into: &margins)
        } else {
            var storage = [Int32](repeating: 0, count: ensemble.treeCount)
            var reached = storage.mutableSpan
            kernel.leaves(row: row, into: &reached)
            sum(reached.span, row: row, into: &margins)
        }
    }

    func margins(rows: Span<Double>, count: Int, into margins: inout MutableSpan<Double>) {
        for index in 0..<count {
            var answer = margins._mutatingExtracting(
                index * ensemble.outputCount..<(index + 1) * ensemble.outputCount)
            self.margins(
                row: rows.extracting(index * ensemble.featureCount..<(index + 1) * ensemble.featureCount),
                into: &answer)
        }
    }

    private func sum(_ reached: Span<Int32>, row: Span<Double>, into margins: inout MutableSpan<Double>) {
        for output in 0..<ensemble.outputCount { margins[output] = ensemble.baseMargins[output] }
        for tree in 0..<ensemble.treeCount {
            let value = ReferenceWalk.leafValue(ensemble, node: Int(sources[Int(reached[tree])]), row: row)
            let output = Int(ensemble.treeOutput[tree])
            switch ensemble.precision {
            case .float32: margins[output] = Double(Float(margins[output]) + Float(value))
            case .float64: margins[output] += value
            }
        }
    }
}
