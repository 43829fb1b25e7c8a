internal import InferenceTables

/// Kernels of one instruction level: one for single rows, one for many.
struct KernelLayout: ForestLayout {
    let title: String
    let featureCount: Int
    let outputCount: Int
    let row: any RowKernel
    let batch: any BatchKernel
    /// Rows that the batch kernel works on at once.
    let batchUnit: Int
    /// Rows from which a unit that is not full is faster than single rows.
    let batchMinimum: Int

    var memoryBytes: Int { row.memoryBytes + (row === batch ? 0 : batch.memoryBytes) }

    func margins(row values: Span<Double>, into margins: inout MutableSpan<Double>) {
        row.margins(row: values, into: &margins)
    }

    func margins(rows: Span<Double>, count: Int, into margins: inout MutableSpan<Double>) {
        let rest = count % batchUnit
        let inBatch = rest < batchMinimum ? count - rest : count
        if inBatch > 0 {
            var answers = margins._mutatingExtracting(first: inBatch * outputCount)
            batch.margins(
                rows: rows.extracting(first: inBatch * featureCount), featureCount: featureCount, count: inBatch,
                into: &answers)
        }
        for index in inBatch..<count {
            var answer = margins._mutatingExtracting(index * outputCount..<(index + 1) * outputCount)
            row.margins(row: rows.extracting(index * featureCount..<(index + 1) * featureCount), into: &answer)
        }
    }
}
