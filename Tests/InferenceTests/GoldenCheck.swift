import Support
import Testing

@testable import Inference

/// Compares one model's answers with its library's.
struct GoldenCheck {
    let golden: GoldenModel
    let rows: GoldenRows
    let expectation: GoldenExpectation

    /// The distance of the rows that are asked one at a time: prime to everything that layouts do in blocks.
    private static let singleRowStep = 97
    private static let identityRows = 500

    /// Asks the first `count` rows at once.
    func batch(_ model: Model, count: Int = GoldenRows.rowCount) {
        for output in [Model.Output.margin, .prediction] {
            // Where the link is the identity, predictions take the same way as margins: a few show it.
            let count = output == .prediction && golden.predictions == 0 ? min(count, Self.identityRows) : count
            let width = width(output)
            var values = [Double](repeating: -.infinity, count: count * width)
            var span = values.mutableSpan
            let input = rows.values.span.extracting(first: count * GoldenRows.featureCount)
            model.predict(rows: input, count: count, output, into: &span)
            var failure = GoldenFailure(golden: golden, model: model, output: output, call: "batch")
            for row in 0..<count {
                compare(values[row * width..<(row + 1) * width], row: row, output, &failure)
            }
            failure.report()
        }
    }

    /// Asks some rows one at a time.
    func singleRows(_ model: Model) {
        for output in [Model.Output.margin, .prediction] {
            var values = [Double](repeating: -.infinity, count: width(output))
            var failure = GoldenFailure(golden: golden, model: model, output: output, call: "single row")
            for row in stride(from: 0, to: GoldenRows.rowCount, by: Self.singleRowStep) {
                let first = row * GoldenRows.featureCount
                let input = rows.values.span.extracting(first..<first + GoldenRows.featureCount)
                var span = values.mutableSpan
                model.predict(row: input, output, into: &span)
                compare(values[...], row: row, output, &failure)
            }
            failure.report()
        }
    }

    private func width(_ output: Model.Output) -> Int {
        output == .margin ? golden.margins : golden.predictionCount
    }

    private func compare(
        _ answer: ArraySlice<Double>, row: Int, _ output: Model.Output, _ failure: inout GoldenFailure
    ) {
        let isLinked = output == .prediction && golden.predictions > 0
        let first = isLinked ? golden.margins : 0
        var column = 0
        for got in answer {
            let expected = expectation.value(row: row, column: first + column)
            // Nearly every answer is the same number: the tolerance is only asked about the others.
            if got.bitPattern != expected.bitPattern,
                !GoldenTolerance(golden.library, isLinked: isLinked).accepts(got, expected)
            {
                failure.add(row: row, column: column, got: got, expected: expected)
            }
            column += 1
        }
    }
}

/// How close an answer must be to the library's.
enum GoldenTolerance: Equatable {
    /// The same bits, NaN for NaN.
    case bits
    /// Within this part of the library's answer.
    case relative(Double)
    /// Within this part of the library's answer, or this much where that is smaller than one.
    case relativeToOne(Double)

    init(_ library: GoldenModel.Library, isLinked: Bool) {
        switch library {
        case .xgboost: self = isLinked ? .relative(1e-6) : .bits
        case .lightgbm: self = .relativeToOne(1e-12)
        }
    }

    func accepts(_ got: Double, _ expected: Double) -> Bool {
        if got.bitPattern == expected.bitPattern || (got.isNaN && expected.isNaN) { return true }
        switch self {
        case .bits: return false
        case .relative(let part): return abs(got - expected) <= part * abs(expected)
        case .relativeToOne(let part): return abs(got - expected) <= part * max(1, abs(expected))
        }
    }
}

/// The answers of one call that were not the library's: how many, and the first of them in full.
struct GoldenFailure {
    let golden: GoldenModel
    let model: Model
    let output: Model.Output
    let call: String
    private var count = 0
    private var first = ""

    init(golden: GoldenModel, model: Model, output: Model.Output, call: String) {
        self.golden = golden
        self.model = model
        self.output = output
        self.call = call
    }

    mutating func add(row: Int, column: Int, got: Double, expected: Double) {
        if count == 0 {
            first = "row \(row), column \(column): expected \(expected), got \(got)"
        }
        count += 1
    }

    func report() {
        if count > 0 {
            Issue.record("\(golden.name), \(model.layoutDescription), \(output) by \(call): \(count) wrong; \(first)")
        }
    }
}
