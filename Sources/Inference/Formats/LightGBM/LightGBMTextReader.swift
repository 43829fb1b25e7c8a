/// Reads the text that LightGBM's `save_model` writes, in its versions v3 and v4.
///
/// The format is what `gbdt_model_text.cpp` and `tree.cpp` write and read. Everything that predictions depend on is
/// checked; a file that the library would read by chance or crash on is refused.
enum LightGBMTextReader {
    static let endOfTrees = "end of trees"

    /// Reads a model.
    ///
    /// - Throws: ``ModelError`` with the line or the tree at fault.
    static func read(_ bytes: [UInt8], limits: Limits) throws(ModelError) -> ParsedModel {
        try Limits.check(bytes.count, of: "bytes", atMost: limits.maxFileBytes, format: .lightGBMText)
        var lines = LineReader(bytes)
        let header = try LightGBMHeader(&lines, limits: limits)
        let objective = try objective(of: header)
        var forest = LightGBMForest(
            featureCount: header.featureNames.count, outputCount: header.outputCount, limits: limits)
        try readTrees(&lines, header: header, into: &forest, limits: limits)
        if header.isAverage { try forest.average() }
        let trailer = try LightGBMTrailer(&lines, limits: limits)
        let ensemble = forest.ensemble
        try EnsembleValidator.validate(ensemble, format: .lightGBMText, limits: limits)
        let summary = ModelSummary(
            format: .lightGBMText, producerVersion: header.version,
            booster: trailer.parameters["boosting"] ?? (header.isAverage ? "rf" : "gbdt"),
            objective: header.objective ?? "custom", task: objective.task, featureNames: header.featureNames,
            predictionCount: objective.link.valueCount(outputCount: header.outputCount),
            classCount: objective.classCount, treeCount: ensemble.treeCount, nodeCount: ensemble.nodeCount,
            hyperparameters: trailer.parameters)
        return ParsedModel(
            summary: summary, ensemble: ensemble, link: objective.link, probabilityLink: objective.probabilityLink)
    }

    private static func readTrees(
        _ lines: inout LineReader, header: LightGBMHeader, into forest: inout LightGBMForest, limits: Limits
    ) throws(ModelError) {
        var tree = LightGBMTree()
        var starts: [Int] = []
        while !lines.equals(endOfTrees) {
            let index = starts.count
            guard lines.equals("Tree=\(index)") else {
                throw .lightGBM("line \(lines.number)", "`Tree=\(index)` or `\(endOfTrees)` is expected there")
            }
            starts.append(lines.line.lowerBound)
            try tree.read(&lines, tree: index, featureCount: header.featureNames.count, limits: limits)
            try forest.append(tree)
            while lines.line.isEmpty {
                guard lines.advance() else {
                    throw .lightGBM("line \(lines.number)", "the file ends before `\(endOfTrees)`: it was cut off")
                }
            }
        }
        guard starts.count % header.outputCount == 0 else {
            throw .lightGBM(
                "line \(lines.number)", "\(starts.count) trees are not whole rounds of \(header.outputCount)")
        }
        starts.append(lines.line.lowerBound)
        try check(sizes: header.treeSizes, starts: starts)
    }

    /// The library jumps to trees by their sizes where a file states them, so wrong ones are damage.
    private static func check(sizes: [Int]?, starts: [Int]) throws(ModelError) {
        guard let sizes else { return }
        let found = zip(starts, starts.dropFirst()).map { $1 - $0 }
        guard sizes.count == found.count else {
            throw .lightGBM("`tree_sizes`", "it lists \(sizes.count) trees, but the file has \(found.count)")
        }
        for (tree, size) in found.enumerated() where size != sizes[tree] {
            let remedy = "the file was changed after LightGBM wrote it, perhaps its line ends: export it again"
            throw .lightGBM("tree \(tree)", "it has \(size) bytes, but `tree_sizes` says \(sizes[tree]); \(remedy)")
        }
    }

    private static func objective(of header: LightGBMHeader) throws(ModelError) -> LightGBMObjective {
        do {
            return try LightGBMObjective(header.objective, outputCount: header.outputCount)
        } catch {
            throw error.modelError
        }
    }
}

extension LightGBMObjective.Failure {
    /// The failure in the words that a model is refused with.
    fileprivate var modelError: ModelError {
        switch self {
        case .unknownName(let name):
            .unsupported(
                format: .lightGBMText, feature: "the objective `\(name.prefix(60))`",
                remedy: "train with one of LightGBM's own objectives, or remove the line to answer raw scores")
        case .unknownWord(let word):
            .unsupported(
                format: .lightGBMText, feature: "`\(word.prefix(60))` in its objective",
                remedy: "save the model again with LightGBM 4")
        case .missing(let option):
            .lightGBM("`objective`", "it does not state `\(option)`")
        case .outputs(let found, let expected):
            .lightGBM("`objective`", "it needs \(expected) trees a round, but the model has \(found)")
        }
    }
}
