import Testing

@testable import Inference

/// Every layout at every instruction level of this processor answers the bits of the straight walk.
@Suite struct LayoutParityTests {
    /// NaN as zero, NaN or zero as missing, both ways: LightGBM's rules.
    static let allRules: [TreeEnsemble.MissingRule] = [
        [], [.defaultLeft], [.nanIsMissing], [.nanIsMissing, .defaultLeft], [.zeroIsMissing],
        [.zeroIsMissing, .defaultLeft],
    ]
    static let nanOrZero: [TreeEnsemble.MissingRule] = [[.nanIsMissing, .defaultLeft], []]

    static let shapes: [EnsembleShape] = [
        EnsembleShape(precision: .float32, trees: 40, leaves: 64, depth: 6),
        EnsembleShape(precision: .float32, trees: 9, leaves: 40, depth: 6, hasInfiniteThresholds: true),
        EnsembleShape(
            precision: .float64, trees: 9, leaves: 30, depth: 8, hasInfiniteThresholds: true, rules: allRules),
        EnsembleShape(precision: .float32, trees: 21, leaves: 64, depth: 6, outputs: 3, hasCategories: true),
        EnsembleShape(precision: .float32, trees: 9, leaves: 16, depth: 4, thresholds: 3),
        EnsembleShape(precision: .float32, trees: 3, leaves: 1, depth: 1),
        EnsembleShape(precision: .float32, trees: 12, leaves: 2, depth: 1, outputs: 5),
        EnsembleShape(precision: .float32, trees: 66, leaves: 30, depth: 10, thresholds: 900),
        EnsembleShape(precision: .float32, trees: 5, leaves: 256, depth: 10, features: 3, thresholds: 700),
        EnsembleShape(precision: .float32, trees: 3, leaves: 1000, depth: 10, hasCategories: true),
        EnsembleShape(precision: .float64, trees: 70, leaves: 31, depth: 12, rules: nanOrZero),
        EnsembleShape(precision: .float64, trees: 33, leaves: 31, depth: 9, hasCategories: true, rules: nanOrZero),
        EnsembleShape(precision: .float64, trees: 20, leaves: 31, depth: 8, outputs: 4, rules: allRules),
        EnsembleShape(precision: .float64, trees: 17, leaves: 60, depth: 9, thresholds: 600, rules: nanOrZero),
        EnsembleShape(precision: .float64, trees: 8, leaves: 120, depth: 10, hasCategories: true, rules: allRules),
        EnsembleShape(precision: .float64, trees: 4, leaves: 700, depth: 10, outputs: 2, rules: allRules),
        EnsembleShape(precision: .float64, trees: 10, leaves: 20, depth: 6, hasLinearLeaves: true, rules: allRules),
    ]

    /// Batches that are empty, a row, under and over eight rows, a block with one row less, exactly and with one more.
    static let batchSizes = [0, 1, 9, 255, 256, 257]
    static let rowCount = 257

    @Test(arguments: shapes)
    func everyLayoutAnswersTheBitsOfTheStraightWalk(_ shape: EnsembleShape) throws {
        let ensemble = shape.ensemble(seed: 7)
        let rows = shape.rows(Self.rowCount, seed: 7)
        let expected = Self.bits(ReferenceLayout(ensemble), rows, Self.rowCount, ensemble)
        let columns = ByteColumns(ensemble)
        for level in KernelLevel.supported {
            var layouts = [ForestPlanner.layout(ensemble, level: level)]
            for row in ForestPlanner.RowChoice.allCases {
                for batch in ForestPlanner.BatchChoice.allCases {
                    if let layout = ForestPlanner.layout(ensemble, columns, row: row, batch: batch, level: level) {
                        layouts.append(layout)
                    }
                }
            }
            for layout in layouts {
                for size in Self.batchSizes {
                    let answers = Self.bits(layout, rows, size, ensemble)
                    let wanted = expected.prefix(size * ensemble.outputCount)
                    #expect(answers.elementsEqual(wanted), "\(layout.title), batch of \(size)")
                }
                for row in 0..<30 {
                    let answers = Self.rowBits(layout, rows, row, ensemble)
                    let wanted = expected[row * ensemble.outputCount..<(row + 1) * ensemble.outputCount]
                    #expect(answers.elementsEqual(wanted), "\(layout.title), row \(row)")
                }
            }
        }
    }

    @Test func plannerPicksTheMeasuredLayouts() {
        let boosted = EnsembleShape(precision: .float32, trees: 40, leaves: 64, depth: 6).ensemble(seed: 1)
        let leafwise = EnsembleShape(precision: .float64, trees: 40, leaves: 31, depth: 12).ensemble(seed: 1)
        let deep = EnsembleShape(precision: .float64, trees: 3, leaves: 900, depth: 12).ensemble(seed: 1)
        #expect(ForestPlanner.layout(boosted, level: .baseline).title == "heap rows, block batches (baseline)")
        #expect(ForestPlanner.layout(leafwise, level: .baseline).title == "checkpoint rows, block batches (baseline)")
        #expect(ForestPlanner.layout(deep, level: .baseline).title == "walk rows, walk batches (baseline)")
    }

    private static func bits(
        _ layout: any ForestLayout, _ rows: [Double], _ count: Int, _ ensemble: TreeEnsemble
    ) -> [UInt64] {
        var answers = [Double](repeating: .nan, count: count * ensemble.outputCount)
        var span = answers.mutableSpan
        layout.margins(
            rows: rows.span.extracting(first: count * ensemble.featureCount), count: count, into: &span)
        return answers.map(\.bitPattern)
    }

    private static func rowBits(
        _ layout: any ForestLayout, _ rows: [Double], _ row: Int, _ ensemble: TreeEnsemble
    ) -> [UInt64] {
        var answers = [Double](repeating: .nan, count: ensemble.outputCount)
        var span = answers.mutableSpan
        let width = ensemble.featureCount
        layout.margins(row: rows.span.extracting(row * width..<(row + 1) * width), into: &span)
        return answers.map(\.bitPattern)
    }
}
