@testable import Inference

/// A small generator with a seed, so that a failure can be repeated (SplitMix64, Steele et al., OOPSLA 2014).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// What a random ensemble is like.
struct EnsembleShape: Sendable, CustomStringConvertible {
    var precision: TreeEnsemble.Precision
    var trees: Int
    var leaves: Int
    var depth: Int
    var outputs = 1
    var features = 6
    /// Thresholds come from this many values; few make ties with the rows' values.
    var thresholds = 40
    var hasCategories = false
    var hasLinearLeaves = false
    /// Whether a threshold may be infinite, as no library writes it.
    var hasInfiniteThresholds = false
    var rules: [TreeEnsemble.MissingRule] = [[.nanIsMissing], [.nanIsMissing, .defaultLeft]]

    var description: String {
        "\(precision), \(trees) trees of \(leaves) leaves in depth \(depth), \(outputs) outputs, \(thresholds) thresholds"
            + (hasCategories ? ", categories" : "") + (hasLinearLeaves ? ", linear" : "")
            + ", rules \(rules.map(\.rawValue))"
    }

    /// Values that thresholds and rows share, so that comparisons meet equality.
    func thresholdValues(_ generator: inout SeededGenerator) -> [Double] {
        var values: [Double] = [0, -0.0, 1, -1, 1e-36, -1e-36, 3e38, 1e-45]
        if hasInfiniteThresholds { values = [.infinity, -.infinity] + values }
        while values.count < thresholds { values.append(Double.random(in: -100...100, using: &generator)) }
        return values.prefix(max(thresholds, 1)).map { precision == .float32 ? Double(Float($0)) : $0 }
    }

    func ensemble(seed: UInt64) -> TreeEnsemble {
        var generator = SeededGenerator(seed: seed)
        let values = thresholdValues(&generator)
        var ensemble = TreeEnsemble(
            precision: precision, featureCount: features, outputCount: outputs,
            baseMargins: (0..<outputs).map { Double($0) / 4 }, divisor: 1, treeStart: [0], treeOutput: [], kind: [],
            feature: [], threshold: [], missing: [], left: [], right: [], leafValue: [], extra: [], categorySets: [],
            linearLeaves: [])
        if hasCategories {
            ensemble.categorySets = (0..<5).map { _ in
                TreeEnsemble.CategorySet(
                    words: (0..<Int.random(in: 1...3, using: &generator)).map { _ in generator.next() }
                        .map { UInt32(truncatingIfNeeded: $0) },
                    membersGoLeft: precision == .float64)
            }
        }
        for _ in 0..<trees { appendTree(to: &ensemble, values, &generator) }
        return ensemble
    }

    private func appendTree(
        to ensemble: inout TreeEnsemble, _ values: [Double], _ generator: inout SeededGenerator
    ) {
        ensemble.treeOutput.append(Int32.random(in: 0..<Int32(outputs), using: &generator))
        var depths = [0]
        appendLeaf(to: &ensemble, &generator)
        let start = ensemble.kind.count - 1
        var open = [start]
        let wanted = Int.random(in: max(leaves / 2, 1)...leaves, using: &generator)
        var count = 1
        while count < wanted, !open.isEmpty {
            let place = Int.random(in: 0..<open.count, using: &generator)
            let node = open.remove(at: place)
            guard depths[node - start] < depth else { continue }
            split(node, of: &ensemble, values, &generator)
            for _ in 0..<2 {
                depths.append(depths[node - start] + 1)
                open.append(ensemble.kind.count)
                appendLeaf(to: &ensemble, &generator)
            }
            ensemble.left[node] = Int32(ensemble.kind.count - 2)
            ensemble.right[node] = Int32(ensemble.kind.count - 1)
            count += 1
        }
        ensemble.treeStart.append(Int32(ensemble.kind.count))
    }

    private func appendLeaf(to ensemble: inout TreeEnsemble, _ generator: inout SeededGenerator) {
        let value = Double.random(in: -1...1, using: &generator)
        ensemble.kind.append(.leaf)
        ensemble.feature.append(-1)
        ensemble.threshold.append(0)
        ensemble.missing.append([])
        ensemble.left.append(-1)
        ensemble.right.append(-1)
        ensemble.leafValue.append(precision == .float32 ? Double(Float(value)) : value)
        guard hasLinearLeaves, Bool.random(using: &generator) else { return ensemble.extra.append(-1) }
        ensemble.extra.append(Int32(ensemble.linearLeaves.count))
        ensemble.linearLeaves.append(
            TreeEnsemble.LinearLeaf(constant: value, features: [0, 1], coefficients: [0.5, value]))
    }

    private func split(
        _ node: Int, of ensemble: inout TreeEnsemble, _ values: [Double], _ generator: inout SeededGenerator
    ) {
        let isCategorical = hasCategories && Int.random(in: 0..<3, using: &generator) == 0
        if ensemble.extra[node] >= 0 { ensemble.linearLeaves[Int(ensemble.extra[node])].constant = 0 }
        ensemble.leafValue[node] = 0
        ensemble.feature[node] = Int32.random(in: 0..<Int32(features), using: &generator)
        if isCategorical {
            ensemble.kind[node] = .categorical
            ensemble.missing[node] = Bool.random(using: &generator) ? [.nanIsMissing, .defaultLeft] : .nanIsMissing
            ensemble.extra[node] = Int32.random(in: 0..<Int32(ensemble.categorySets.count), using: &generator)
        } else {
            ensemble.kind[node] = .numeric
            ensemble.missing[node] = rules.randomElement(using: &generator) ?? []
            ensemble.threshold[node] = values.randomElement(using: &generator) ?? 0
            ensemble.extra[node] = -1
        }
    }

    /// Rows with every kind of value that comparisons treat in their own way.
    func rows(_ count: Int, seed: UInt64) -> [Double] {
        var generator = SeededGenerator(seed: seed)
        let values = thresholdValues(&generator)
        let special: [Double] = [
            .nan, 0, -0.0, .infinity, -.infinity, 1e-36, -1e-36, 1e-35, 1e300, -1e300, Double.leastNonzeroMagnitude,
            16_777_216, 3.4e38,
        ]
        return (0..<count * features).map { _ in
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: special.randomElement(using: &generator) ?? .nan
            case 1: values.randomElement(using: &generator) ?? 0
            case 2: Double(Int.random(in: -2...100, using: &generator))
            case 3: (values.randomElement(using: &generator) ?? 0).nextUp
            default: Double.random(in: -110...110, using: &generator)
            }
        }
    }
}
