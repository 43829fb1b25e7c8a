import Support

@testable import Inference

/// Every way in which the trees of a model can be laid out here, the straight walk among them.
enum GoldenLayouts {
    /// Rows that each layout is asked besides the one that is chosen for the model, which answers all of them.
    ///
    /// Without the optimiser, kernels are so slow that all rows in all layouts would take minutes.
    static var rowCount: Int {
        #if DEBUG
            200
        #else
            GoldenRows.rowCount
        #endif
    }

    /// The model in each layout that fits it, at each instruction level of this processor.
    static func all(_ parsed: ParsedModel) -> [Model] {
        var models = [Model(parsed, layout: ReferenceLayout(parsed.ensemble))]
        let columns = ByteColumns(parsed.ensemble)
        for level in KernelLevel.supported {
            if !parsed.ensemble.linearLeaves.isEmpty {
                models.append(Model(parsed, layout: ForestPlanner.layout(parsed.ensemble, level: level)))
            }
            for (row, batch) in pairs {
                if let layout = ForestPlanner.layout(parsed.ensemble, columns, row: row, batch: batch, level: level) {
                    models.append(Model(parsed, layout: layout))
                }
            }
        }
        return models
    }

    /// Each kernel in at least one pair.
    private static let pairs: [(ForestPlanner.RowChoice, ForestPlanner.BatchChoice)] = [
        (.heap, .block), (.checkpoint, .block), (.walk, .walk),
    ]
}
