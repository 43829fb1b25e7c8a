import Testing

@testable import Inference

@Suite struct LightGBMTextReaderTests {
    private func read(_ text: String, limits: Limits = .standard) throws(ModelError) -> ParsedModel {
        try LightGBMTextReader.read(Array(text.utf8), limits: limits)
    }

    private func margin(_ model: ParsedModel, _ row: [Double]) -> Double {
        WalkProbe.margins(model.ensemble, row)[0]
    }

    @Test func describesTheModel() throws {
        let summary = try read(LightGBMText.model()).summary
        #expect(summary.producerVersion == "v4")
        #expect(summary.booster == "gbdt")
        #expect(summary.featureNames == ["a", "b"])
        #expect(summary.treeCount == 1)
        #expect(summary.nodeCount == 5)
        #expect(
            summary.hyperparameters == [
                "boosting": "gbdt", "forcedsplits_filename": "", "pandas_categorical": "null",
            ])
    }

    @Test(
        arguments: [
            ([0.5, 0], 1.0), ([0.6, 1.5], 10), ([0.6, 1.6], 100),
            // The first split takes NaN for zero; at the second, NaN is missing and goes right.
            ([.nan, 0], 1), ([0.6, .nan], 100),
        ] as [([Double], Double)])
    func walks(_ row: [Double], _ expected: Double) throws {
        #expect(margin(try read(LightGBMText.model()), row) == expected)
    }

    @Test(
        arguments: [(1.0, 1.0), (1.9, 1), (33, 1), (0, 2), (-0.5, 2), (-2, 2), (64, 2), (1e300, 2), (.nan, 2)]
            as [(Double, Double)])
    func asksCategorySets(_ value: Double, _ expected: Double) throws {
        #expect(margin(try read(LightGBMText.model(trees: [LightGBMText.categorical])), [value, 0]) == expected)
    }

    @Test(arguments: [([3.0, 0.0], 7.0), ([.nan, 0], 10), ([3, 1], 20), ([.nan, 1], 20)] as [([Double], Double)])
    func addsUpLinearLeaves(_ row: [Double], _ expected: Double) throws {
        #expect(margin(try read(LightGBMText.model(trees: [LightGBMText.linear])), row) == expected)
    }

    @Test func averagesRandomForests() throws {
        let text = LightGBMText.model(
            trees: [LightGBMText.constant, LightGBMText.tree], extra: "average_output\n", sizes: false)
        let model = try read(text)
        #expect(model.ensemble.divisor == 2)
        #expect(margin(model, [0, 0]) == 8)
        #expect(WalkProbe.values(model.link, [8], precision: .float64, divisor: 2) == [4])
    }

    @Test(
        arguments: [
            (nil, 2, Link.identity, nil, ModelSummary.Task.regression), ("custom", 1, .identity, nil, .regression),
            ("none", 1, .identity, nil, .regression), ("regression sqrt", 1, .signedSquare, nil, .regression),
            ("regression_l1", 1, .identity, nil, .regression), ("quantile", 1, .identity, nil, .regression),
            ("poisson", 1, .exponential, nil, .regression), ("gamma", 1, .exponential, nil, .regression),
            ("tweedie", 1, .exponential, nil, .regression), ("cross_entropy", 1, .sigmoid(scale: 1), nil, .regression),
            ("cross_entropy_lambda", 1, .log1pExp, nil, .regression), ("lambdarank", 1, .identity, nil, .ranking),
            ("rank_xendcg", 1, .identity, nil, .ranking),
            ("binary sigmoid:1.5", 1, .sigmoid(scale: 1.5), .sigmoid(scale: 1.5), .binaryClassification),
            ("multiclass num_class:2", 2, .softmax, .softmax, .multiclassClassification),
            (
                "multiclassova num_class:2 sigmoid:3", 2, .sigmoid(scale: 3), .sigmoid(scale: 3),
                .multiclassClassification
            ),
        ] as [(String?, Int, Link, Link?, ModelSummary.Task)])
    func mapsObjectives(
        _ objective: String?, _ outputs: Int, _ link: Link, _ probability: Link?, _ task: ModelSummary.Task
    ) throws {
        let trees = Array(repeating: LightGBMText.tree, count: outputs)
        let model = try read(LightGBMText.model(trees: trees, objective: objective, outputs: outputs))
        #expect(model.link == link)
        #expect(model.probabilityLink == probability)
        #expect(model.summary.task == task)
        #expect(model.summary.predictionCount == outputs)
    }

    @Test func readsInfiniteThresholds() throws {
        let tree = LightGBMText.tree.replacingOnce("threshold=0.5", with: "threshold=-inf")
        #expect(margin(try read(LightGBMText.model(trees: [tree])), [-1e300, 0]) == 10)
    }

    @Test func takesLineEndsOfWindowsWhereNoSizesAreStated() throws {
        let text = LightGBMText.model(sizes: false).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(try read(text.joined(separator: "\r\n")).summary.treeCount == 1)
    }

    @Test func readsAModelWithoutTrees() throws {
        let model = try read(LightGBMText.model(trees: []))
        #expect(margin(model, [1, 2]) == 0)
    }

    @Test func everyLimitHasAnEdge() throws {
        var limits = Limits()
        let bytes = LightGBMText.model().utf8.count
        for (path, edge) in [
            (\Limits.maxFileBytes, bytes), (\.maxFeatures, 2), (\.maxOutputs, 1), (\.maxTrees, 1), (\.maxNodes, 5),
            (\.maxDepth, 2), (\.maxHyperparameters, 3),
        ] as [(WritableKeyPath<Limits, Int>, Int)] {
            limits = Limits()
            limits[keyPath: path] = edge
            _ = try read(LightGBMText.model(), limits: limits)
            limits[keyPath: path] = edge - 1
            #expect(throws: ModelError.self, "\(path)") { try read(LightGBMText.model(), limits: limits) }
        }
        let categories = LightGBMText.model(trees: [LightGBMText.categorical])
        for (path, edge) in [(\Limits.maxCategoryValue, 33), (\.maxCategoryWords, 2)] {
            limits = Limits()
            limits[keyPath: path] = edge
            _ = try read(categories, limits: limits)
            limits[keyPath: path] = edge - 1
            #expect(throws: ModelError.self, "\(path)") { try read(categories, limits: limits) }
        }
    }
}
