/// Proves that an ensemble keeps what ``TreeEnsemble`` states, so that walks need no checks of their own.
///
/// Readers check what they can say in their format's words; this is the last gate, the same for all of them.
struct EnsembleValidator {
    let ensemble: TreeEnsemble
    let format: ModelFormat
    let limits: Limits
    /// Splits above each node of the tree that is being checked; -1 until its parent was seen.
    var depth: [Int32] = []

    /// Refuses an ensemble that breaks a relation or a limit.
    ///
    /// - Throws: ``ModelError/malformed(format:location:reason:)`` with the tree and the node counted inside it, or
    ///   ``ModelError/overLimit(format:what:found:limit:)``.
    static func validate(_ ensemble: TreeEnsemble, format: ModelFormat, limits: Limits) throws(ModelError) {
        var validator = EnsembleValidator(ensemble: ensemble, format: format, limits: limits)
        try validator.checkCounts()
        try validator.checkArrays()
        try validator.checkBases()
        try validator.checkCategorySets()
        try validator.checkLinearLeaves()
        for tree in 0..<ensemble.treeCount {
            try validator.checkTree(tree)
        }
    }

    private func checkCounts() throws(ModelError) {
        try Limits.check(ensemble.featureCount, of: "features", atMost: limits.maxFeatures, format: format)
        try Limits.check(ensemble.outputCount, of: "outputs", atMost: limits.maxOutputs, format: format)
        try Limits.check(ensemble.treeCount, of: "trees", atMost: limits.maxTrees, format: format)
        try Limits.check(
            ensemble.nodeCount, of: "nodes", atMost: min(limits.maxNodes, Int(Int32.max)), format: format)
        // A row without values has no address, and kernels write nothing for it: its base margins would be lost.
        guard ensemble.featureCount >= 1 else { throw damaged("the model", "it has no feature") }
        guard ensemble.outputCount >= 1 else { throw damaged("the model", "it has no output") }
        guard ensemble.divisor >= 1 else { throw damaged("the model", "its sums are divided by \(ensemble.divisor)") }
        guard ensemble.precision == .float64 || ensemble.divisor == 1 else {
            throw damaged("the model", "sums of single precision are divided by \(ensemble.divisor)")
        }
    }

    private func checkArrays() throws(ModelError) {
        let nodeArrays = [
            ensemble.feature.count, ensemble.threshold.count, ensemble.missing.count, ensemble.left.count,
            ensemble.right.count, ensemble.leafValue.count, ensemble.extra.count,
        ]
        guard nodeArrays.allSatisfy({ $0 == ensemble.nodeCount }) else {
            throw damaged("the node arrays", "they are not all of one length")
        }
        guard ensemble.treeStart.count == ensemble.treeCount + 1 else {
            throw damaged(
                "the tree arrays", "\(ensemble.treeStart.count) starts do not fit \(ensemble.treeCount) trees")
        }
        guard ensemble.treeStart.first == 0, ensemble.treeStart.last == Int32(ensemble.nodeCount) else {
            throw damaged("the tree arrays", "the trees do not span all nodes")
        }
        for tree in 0..<ensemble.treeCount {
            guard ensemble.treeStart[tree] < ensemble.treeStart[tree + 1] else {
                throw damaged("tree \(tree)", "it has no node")
            }
            guard (0..<ensemble.outputCount).contains(Int(ensemble.treeOutput[tree])) else {
                throw damaged(
                    "tree \(tree)", "it adds to output \(ensemble.treeOutput[tree]) of \(ensemble.outputCount)")
            }
        }
    }

    private func checkBases() throws(ModelError) {
        guard ensemble.baseMargins.count == ensemble.outputCount else {
            throw damaged(
                "the base margins", "\(ensemble.baseMargins.count) values do not fit \(ensemble.outputCount) outputs")
        }
        for (output, base) in ensemble.baseMargins.enumerated() {
            guard base.isFinite, fitsPrecision(base) else {
                throw damaged("the base margin of output \(output)", "\(base) is not a finite number of its precision")
            }
        }
    }

    private func checkCategorySets() throws(ModelError) {
        let mostWords = min(limits.maxCategoryWords, Int(Int32.max))
        var words = 0
        for set in ensemble.categorySets {
            words += set.words.count
            try Limits.check(words, of: "category words", atMost: mostWords, format: format)
            guard let last = set.words.lastIndex(where: { $0 != 0 }) else { continue }
            let greatest = last * 32 + 31 - set.words[last].leadingZeroBitCount
            try Limits.check(greatest, of: "as greatest category", atMost: limits.maxCategoryValue, format: format)
        }
    }

    private func checkLinearLeaves() throws(ModelError) {
        guard ensemble.precision == .float64 || ensemble.linearLeaves.isEmpty else {
            throw damaged("the linear leaves", "a model of single precision has none")
        }
        for (index, leaf) in ensemble.linearLeaves.enumerated() {
            guard leaf.features.count == leaf.coefficients.count else {
                throw damaged("linear leaf \(index)", "its features and coefficients are not of one number")
            }
            guard leaf.constant.isFinite, leaf.coefficients.allSatisfy(\.isFinite) else {
                throw damaged("linear leaf \(index)", "a coefficient is not a finite number")
            }
            for feature in leaf.features {
                guard (0..<ensemble.featureCount).contains(Int(feature)) else {
                    throw damaged("linear leaf \(index)", "feature \(feature) is not one of \(ensemble.featureCount)")
                }
            }
        }
    }

    /// Whether `value` survives a way through the ensemble's precision.
    func fitsPrecision(_ value: Double) -> Bool {
        ensemble.precision == .float64 || Double(Float(value)) == value
    }

    func damaged(_ location: String, _ reason: String) -> ModelError {
        .malformed(format: format, location: location, reason: reason)
    }
}
