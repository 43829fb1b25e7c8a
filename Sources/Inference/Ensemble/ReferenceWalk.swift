/// The straight evaluation of a validated ensemble, one node after the other: what every faster layout must equal.
///
/// Rows hold at least `featureCount` values, NaN for missing; a shorter one traps.
enum ReferenceWalk {
    /// Writes the row's margins: for each output its base and its trees' leaves, added in tree order.
    ///
    /// With `.float32`, each value is a `Float`, widened. The divisor is not applied: ``Link`` does that.
    static func margins(_ ensemble: TreeEnsemble, row: Span<Double>, into margins: inout MutableSpan<Double>) {
        for output in 0..<ensemble.outputCount {
            margins[output] = ensemble.baseMargins[output]
        }
        for tree in 0..<ensemble.treeCount {
            let output = Int(ensemble.treeOutput[tree])
            let value = leafValue(ensemble, node: leaf(ensemble, tree: tree, row: row), row: row)
            switch ensemble.precision {
            case .float32: margins[output] = Double(Float(margins[output]) + Float(value))
            case .float64: margins[output] += value
            }
        }
    }

    /// The node of the leaf that the row reaches in a tree.
    static func leaf(_ ensemble: TreeEnsemble, tree: Int, row: Span<Double>) -> Int {
        var node = Int(ensemble.treeStart[tree])
        while ensemble.kind[node] != .leaf {
            let value = row[Int(ensemble.feature[node])]
            node = Int(goesLeft(ensemble, node: node, value: value) ? ensemble.left[node] : ensemble.right[node])
        }
        return node
    }

    /// Whether `value` goes to the left child of the split at `node`.
    static func goesLeft(_ ensemble: TreeEnsemble, node: Int, value: Double) -> Bool {
        let missing = ensemble.missing[node]
        var value = value
        if value.isNaN {
            if missing.contains(.nanIsMissing) { return missing.contains(.defaultLeft) }
            value = 0
        }
        if missing.contains(.zeroIsMissing), abs(value) <= TreeEnsemble.zeroBound {
            return missing.contains(.defaultLeft)
        }
        let isFloat = ensemble.precision == .float32
        if ensemble.kind[node] == .categorical {
            let set = ensemble.categorySets[Int(ensemble.extra[node])]
            let rounded = isFloat ? Double(Float(value)) : value
            return set.contains(rounded, precision: ensemble.precision) == set.membersGoLeft
        }
        let threshold = ensemble.threshold[node]
        return isFloat ? Float(value) < Float(threshold) : value <= threshold
    }

    static func leafValue(_ ensemble: TreeEnsemble, node: Int, row: Span<Double>) -> Double {
        guard ensemble.extra[node] >= 0 else { return ensemble.leafValue[node] }
        let linear = ensemble.linearLeaves[Int(ensemble.extra[node])]
        var sum = linear.constant
        for (feature, coefficient) in zip(linear.features, linear.coefficients) {
            let value = row[Int(feature)]
            if value.isNaN { return ensemble.leafValue[node] }
            sum += coefficient * value
        }
        return sum
    }
}
