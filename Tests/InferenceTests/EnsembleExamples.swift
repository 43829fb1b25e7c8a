@testable import Inference

/// Small ensembles that tests start from.
enum EnsembleExamples {
    /// One split of `kind` on the only feature, with the leaves 1 (left) and 2 (right).
    static func split(
        _ precision: TreeEnsemble.Precision, threshold: Double = 0.5, missing: TreeEnsemble.MissingRule = .nanIsMissing,
        set: TreeEnsemble.CategorySet? = nil
    ) -> TreeEnsemble {
        TreeEnsemble(
            precision: precision, featureCount: 1, outputCount: 1, baseMargins: [0], divisor: 1, treeStart: [0, 3],
            treeOutput: [0], kind: [set == nil ? .numeric : .categorical, .leaf, .leaf], feature: [0, -1, -1],
            threshold: [set == nil ? threshold : 0, 0, 0], missing: [missing, [], []], left: [1, -1, -1],
            right: [2, -1, -1], leafValue: [0, 1, 2], extra: [set == nil ? -1 : 0, -1, -1],
            categorySets: set.map { [$0] } ?? [], linearLeaves: [])
    }

    /// Random trees over three features that keep every rule; the shapes come from the generator.
    static func random(using generator: inout some RandomNumberGenerator) -> TreeEnsemble {
        var ensemble = split(.float64)
        ensemble.featureCount = 3
        ensemble.outputCount = 2
        ensemble.baseMargins = [1, -1]
        ensemble.treeStart = [0]
        ensemble.treeOutput = []
        ensemble.categorySets = [TreeEnsemble.CategorySet(words: [5, 0, 1], membersGoLeft: true)]
        ensemble.linearLeaves = [TreeEnsemble.LinearLeaf(constant: 1, features: [0, 2], coefficients: [2, -1])]
        clearNodes(&ensemble)
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            appendNode(&ensemble, depth: 0, using: &generator)
            ensemble.treeStart.append(Int32(ensemble.nodeCount))
            ensemble.treeOutput.append(Int32.random(in: 0...1, using: &generator))
        }
        return ensemble
    }

    private static func clearNodes(_ ensemble: inout TreeEnsemble) {
        ensemble.kind = []
        ensemble.feature = []
        ensemble.threshold = []
        ensemble.missing = []
        ensemble.left = []
        ensemble.right = []
        ensemble.leafValue = []
        ensemble.extra = []
    }

    private static func appendNode(
        _ ensemble: inout TreeEnsemble, depth: Int, using generator: inout some RandomNumberGenerator
    ) {
        let node = ensemble.nodeCount
        let choice = Int.random(in: 0...9, using: &generator)
        let kind: TreeEnsemble.NodeKind = depth > 5 || choice < 3 ? .leaf : choice < 5 ? .categorical : .numeric
        let rules: [TreeEnsemble.MissingRule] = [
            [], .defaultLeft, .nanIsMissing, [.nanIsMissing, .defaultLeft], .zeroIsMissing,
        ]
        let rule = rules.randomElement(using: &generator) ?? []
        ensemble.kind.append(kind)
        ensemble.feature.append(kind == .leaf ? -1 : Int32.random(in: 0...2, using: &generator))
        ensemble.threshold.append(kind == .numeric ? Double.random(in: -2...2, using: &generator) : 0)
        ensemble.missing.append(kind == .leaf ? [] : kind == .categorical ? .nanIsMissing : rule)
        ensemble.left.append(-1)
        ensemble.right.append(-1)
        ensemble.leafValue.append(kind == .leaf ? Double.random(in: -1...1, using: &generator) : 0)
        ensemble.extra.append(kind == .categorical || (kind == .leaf && choice == 0) ? 0 : -1)
        guard kind != .leaf else { return }
        ensemble.left[node] = Int32(ensemble.nodeCount)
        appendNode(&ensemble, depth: depth + 1, using: &generator)
        ensemble.right[node] = Int32(ensemble.nodeCount)
        appendNode(&ensemble, depth: depth + 1, using: &generator)
    }
}
