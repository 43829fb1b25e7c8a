@testable import Inference

/// Reads a model and, if that is one, answers a few rows: a model that was accepted must be safe to walk.
func readAndWalk(_ read: () throws -> ParsedModel) {
    guard let model = try? read() else { return }
    var margins = [Double](repeating: 0, count: model.ensemble.outputCount)
    for value in [0, -1.5, 1e30, .nan, 3] {
        let row = [Double](repeating: value, count: model.ensemble.featureCount)
        var span = margins.mutableSpan
        ReferenceWalk.margins(model.ensemble, row: row.span, into: &span)
    }
}

/// Bounds small enough that memory taken because of a short input is a finding.
let fuzzLimits = Limits(
    maxFileBytes: 1 << 20, maxFeatures: 1 << 12, maxOutputs: 1 << 8, maxTrees: 1 << 12, maxNodes: 1 << 16,
    maxDepth: 1 << 8, maxCategoryValue: 1 << 12, maxCategoryWords: 1 << 14, maxHyperparameters: 1 << 10,
    maxTextBytes: 1 << 12)
