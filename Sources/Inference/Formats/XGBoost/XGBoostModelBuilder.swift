internal import JSONText

/// Makes a model of a decoded document: checks what its parts say of each other, and gives the trees their meaning.
struct XGBoostModelBuilder {
    private let document: XGBoostDocument
    private let format: ModelFormat
    private let limits: Limits

    /// Checks a document as a whole.
    ///
    /// - Throws: ``ModelError/unsupported(format:feature:remedy:)`` for boosters, objectives and versions that are not
    ///   answered here, ``ModelError/malformed(format:location:reason:)`` where the parts contradict each other.
    static func build(_ document: XGBoostDocument, format: ModelFormat, limits: Limits) throws(ModelError)
        -> ParsedModel
    {
        try XGBoostModelBuilder(document: document, format: format, limits: limits).build()
    }

    private func build() throws(ModelError) -> ParsedModel {
        let version = try checkVersion()
        let booster = try checkBooster()
        let (name, objective) = try checkObjective()
        let featureCount = try count("num_feature")
        try Limits.check(featureCount, of: "features", atMost: limits.maxFeatures, format: format)
        let (outputCount, classCount) = try countOutputs(objective)

        var forest = document.forest
        try checkForest(forest, outputCount: outputCount)
        if booster == "dart" { forest.scaleLeaves(by: document.weightDrop) }
        var ensemble = forest.ensemble
        ensemble.featureCount = featureCount
        ensemble.outputCount = outputCount
        ensemble.baseMargins = try baseMargins(objective, named: name, outputCount: outputCount)
        if forest.leafSize == 1 { ensemble.treeOutput = document.treeInfo }
        try EnsembleValidator.validate(ensemble, format: format, limits: limits)

        let summary = ModelSummary(
            format: format, producerVersion: version, booster: booster, objective: name, task: objective.task,
            featureNames: try featureNames(featureCount),
            predictionCount: objective.link == .argmax ? 1 : outputCount, classCount: classCount,
            treeCount: ensemble.treeCount, nodeCount: ensemble.nodeCount, hyperparameters: hyperparameters())
        return ParsedModel(
            summary: summary, ensemble: ensemble, link: objective.link,
            // Several labels at once are no classes that exclude each other.
            probabilityLink: objective.task == .binaryClassification && outputCount > 1
                ? nil : objective.probabilityLink)
    }

    // MARK: Names

    /// The version as text.
    ///
    /// Version 1 to 3 write the same format; what a later one changes cannot be known.
    private func checkVersion() throws(ModelError) -> String {
        guard let major = document.version.first else { throw damaged("the document", "it has no version") }
        let text = document.version.map(String.init).joined(separator: ".")
        guard 1...3 ~= major else {
            throw .unsupported(
                format: format, feature: "version \(text) of the format", remedy: "save it with XGBoost 1.7, 2 or 3")
        }
        return text
    }

    private func checkBooster() throws(ModelError) -> String {
        switch document.booster {
        case "gbtree"?, "dart"?:
            guard document.hasTrees else { throw damaged("learner.gradient_booster", "it has no trees") }
            return document.booster ?? ""
        case "gblinear"?:
            throw .unsupported(
                format: format, feature: "the booster gblinear",
                remedy: "train with booster=gbtree or dart, a linear model has no trees")
        case let name?:
            throw .unsupported(
                format: format, feature: "the booster \(name)", remedy: "train with booster=gbtree or dart")
        case nil:
            throw damaged("learner.gradient_booster", "it has no name")
        }
    }

    private func checkObjective() throws(ModelError) -> (String, XGBoostObjective) {
        guard let name = document.objective else { throw damaged("learner.objective", "it has no name") }
        if let objective = XGBoostObjective.named(name) { return (name, objective) }
        let remedy =
            name.hasPrefix("survival:")
            ? "survival models are not answered: train a regression, such as reg:gamma"
            : "known are reg:*, binary:*, multi:*, count:poisson and rank:* of XGBoost 1.7 to 3"
        throw .unsupported(format: format, feature: "the objective \(name)", remedy: remedy)
    }

    private func featureNames(_ featureCount: Int) throws(ModelError) -> [String] {
        let names = document.featureNames
        if names.isEmpty { return (0..<featureCount).map { "f\($0)" } }
        guard names.count == featureCount else {
            throw damaged("learner.feature_names", "\(names.count) names do not fit \(featureCount) features")
        }
        guard Set(names).count == names.count else {
            throw damaged("learner.feature_names", "a name stands twice")
        }
        return names
    }

    private func hyperparameters() -> [String: String] {
        var result = document.parameters.merging(document.learner) { _, learner in learner }
        for (key, value) in document.attributes { result["attributes.\(key)"] = value }
        return result
    }

    // MARK: Counts

    /// A count among the learner's parameters.
    private func count(_ name: String, orElse fallback: Int? = nil) throws(ModelError) -> Int {
        guard let text = document.learner[name] else {
            if let fallback { return fallback }
            throw damaged("learner.learner_model_param", "it has no \(name)")
        }
        guard let value = Int(text), value >= 0 else {
            throw damaged("learner.learner_model_param", "\(name) is \"\(text)\", not a count")
        }
        return value
    }

    /// Margins of a row, and classes of a classifier.
    private func countOutputs(_ objective: XGBoostObjective) throws(ModelError) -> (outputs: Int, classes: Int) {
        let classes = try count("num_class", orElse: 0)
        let targets = max(try count("num_target", orElse: 1), 1)
        try Limits.check(max(classes, targets), of: "outputs", atMost: limits.maxOutputs, format: format)
        if objective.task == .multiclassClassification {
            guard classes >= 2 else { throw damaged("learner.learner_model_param", "num_class is \(classes)") }
            guard targets == 1 else {
                throw .unsupported(
                    format: format, feature: "several targets of several classes each",
                    remedy: "train one model a target")
            }
            return (classes, classes)
        }
        guard classes <= 1 else {
            throw damaged("learner.learner_model_param", "num_class is \(classes), but the objective has no classes")
        }
        return (targets, objective.task == .binaryClassification ? 2 : 0)
    }

    private func checkForest(_ forest: XGBoostForest, outputCount: Int) throws(ModelError) {
        let trees = forest.fileTreeCount
        if let text = document.parameters["num_trees"], Int(text) != trees {
            throw damaged("learner.gradient_booster", "num_trees is \(text), but there are \(trees) trees")
        }
        guard document.treeInfo.count == trees else {
            throw damaged("tree_info", "\(document.treeInfo.count) entries do not fit \(trees) trees")
        }
        guard forest.leafSize == 1 || forest.leafSize == outputCount else {
            throw damaged(
                "learner.gradient_booster", "leaves have \(forest.leafSize) values for \(outputCount) outputs")
        }
        if document.booster == "dart" {
            guard forest.leafSize == 1 else {
                throw .unsupported(
                    format: format, feature: "vector leaves with the booster dart",
                    remedy: "train with booster=gbtree or one_output_per_tree")
            }
            guard document.weightDrop.count == trees else {
                throw damaged("weight_drop", "\(document.weightDrop.count) weights do not fit \(trees) trees")
            }
        }
    }

    // MARK: Base score

    /// What sums start from: one score for all outputs (`"5E-1"`, `"[5E-1]"`) or one each (`"[1E0,2E0]"`, since 3.1).
    private func baseMargins(
        _ objective: XGBoostObjective, named name: String, outputCount: Int
    ) throws(ModelError) -> [Double] {
        let place = "learner.learner_model_param"
        guard let text = document.learner["base_score"] else { throw damaged(place, "it has no base_score") }
        guard let scores = Self.parseScores(text) else { throw damaged(place, "base_score \"\(text)\" is no number") }
        guard scores.count == 1 || scores.count == outputCount else {
            throw damaged(place, "\(scores.count) base scores do not fit \(outputCount) outputs")
        }
        var margins: [Double] = []
        for score in scores {
            guard let margin = objective.margin(ofBaseScore: score, version: document.version) else {
                throw damaged(place, "the base score \(score) is impossible for the objective \(name)")
            }
            // A sum cannot start from the logarithm of 0, which is what all labels being 0 give.
            guard margin.isFinite else {
                throw .unsupported(
                    format: format, feature: "the base score 0 with the objective \(name)",
                    remedy: "its logarithm is no finite margin: train on labels that are not all 0, or set a base_score"
                        + " above 0")
            }
            margins.append(Double(margin))
        }
        return margins.count == outputCount ? margins : Array(repeating: margins[0], count: outputCount)
    }

    private static func parseScores(_ text: String) -> [Float]? {
        var reader = JSONReader(Array(text.utf8))
        var scores: [Float] = []
        do throws(JSONError) {
            if try reader.peek() == .array {
                try reader.readFloats(into: &scores, limit: .max)
            } else {
                scores.append(try reader.readFloat())
            }
            try reader.finish()
        } catch {
            return nil
        }
        return scores
    }

    private func damaged(_ location: String, _ reason: String) -> ModelError {
        .malformed(format: format, location: location, reason: reason)
    }
}
