import Testing

@testable import Inference

/// What the parts of a model mean, the same in both spellings.
@Suite struct XGBoostReaderTests {
    static let formats = [ModelFormat.xgboostJSON, .xgboostUBJSON]

    @Test(arguments: formats)
    func aPlainTree(format: ModelFormat) throws {
        let model = try XGBoostFixture().read(format)
        #expect(model.margins([0, 0.4]) == [-0.5])
        #expect(model.margins([0, 0.5]) == [2.5])
        #expect(model.margins([0, .nan]) == [-0.5])
        #expect(model.link == .identity)
        #expect(model.summary.format == format)
        #expect(model.summary.featureNames == ["f0", "f1"])
        #expect(model.summary.producerVersion == "3.2.0")
        #expect(model.summary.task == .regression)
    }

    @Test func theSpellingsAgree() throws {
        let fixture = XGBoostFixture(trees: [.init(), .root, .init()], names: ["a", "b"])
        let models = try Self.formats.map { try fixture.read($0) }
        #expect(models[0].ensemble == models[1].ensemble)
    }

    @Test(arguments: formats)
    func namesAndParametersAreKept(format: ModelFormat) throws {
        let fixture = XGBoostFixture(
            names: ["temperature", "humidity"], attributes: [("best_iteration", .text("7"))],
            extra: [("unknown", .array([.object([("x", .floats([1]))]), .text("y")]))])
        let summary = try fixture.read(format).summary
        #expect(summary.featureNames == ["temperature", "humidity"])
        #expect(summary.hyperparameters["attributes.best_iteration"] == "7")
        #expect(summary.hyperparameters["scale_pos_weight"] == "1")
        #expect(summary.hyperparameters["base_score"] == "5E-1")
    }

    /// Dead nodes refer to nothing that exists; they are left out, and the rest is numbered anew.
    @Test(arguments: formats)
    func prunedTreesKeepOnlyWhatTheRootReaches(format: ModelFormat) throws {
        let tree = XGBoostFixture.Tree(
            left: [3, .max, 7, -1, -1], right: [4, .max, 9, -1, -1], conditions: [1, 9, 9, 10, 20],
            features: [0, .max, .max, 0, 0], defaultLeft: [0, 0, 0, 0, 0], splitTypes: [0, 0, 0, 0, 0])
        let model = try XGBoostFixture(trees: [tree], base: "0").read(format)
        #expect(model.summary.nodeCount == 3)
        #expect(model.margins([0, 0]) == [10])
        #expect(model.margins([1, 0]) == [20])
        #expect(model.margins([.nan, 0]) == [20])
    }

    @Test(arguments: formats)
    func childrenBeforeTheirParentsAreRenumbered(format: ModelFormat) throws {
        let tree = XGBoostFixture.Tree(
            left: [4, -1, -1, -1, 1], right: [3, -1, -1, -1, 2], conditions: [5, 10, 20, 30, 2],
            features: [0, 0, 0, 0, 0], defaultLeft: [0, 0, 0, 0, 0], splitTypes: [0, 0, 0, 0, 0])
        let model = try XGBoostFixture(trees: [tree], base: "0").read(format)
        #expect([1, 3, 7].map { model.margins([$0, 0])[0] } == [10, 20, 30])
    }

    @Test(arguments: formats)
    func listedCategoriesGoRight(format: ModelFormat) throws {
        var tree = XGBoostFixture.Tree()
        tree.conditions[0] = .leastNonzeroMagnitude
        tree.splitTypes = [1, 0, 0]
        tree.categories = [0, 3, 40]
        tree.categoryNodes = [0]
        tree.categoryStarts = [1]
        tree.categorySizes = [2]
        let model = try XGBoostFixture(trees: [tree], base: "0").read(format)
        for (value, leaf) in [(3, 2), (40.9, 2), (0, -1), (4, -1), (41, -1), (-1, -1), (1e9, -1), (.nan, -1)]
            as [(Double, Double)]
        {
            #expect(model.margins([0, value]) == [leaf], "category \(value)")
        }
    }

    @Test(arguments: formats)
    func dartWeighsEachTree(format: ModelFormat) throws {
        let model = try XGBoostFixture(
            booster: "dart", trees: [.root, .root], weights: [0.5, 0.1], base: "0"
        ).read(format)
        #expect(model.margins([0, 0]) == [Double(Float(1.5) + Float(0.1) * Float(3))])
        #expect(model.summary.booster == "dart")
    }

    @Test(arguments: formats)
    func treesAddToTheOutputTheyName(format: ModelFormat) throws {
        var fixture = XGBoostFixture(objective: "multi:softprob", trees: [.root, .root, .root], treeInfo: [2, 0, 2])
        fixture.classes = "3"
        fixture.base = "[1E0,2E0,3E0]"
        let model = try fixture.read(format)
        #expect(model.margins([0, 0]) == [4, 2, 9])
        #expect(model.summary.classCount == 3 && model.summary.predictionCount == 3)
        fixture.objective = "multi:softmax"
        let greatest = try fixture.read(format)
        #expect(greatest.summary.predictionCount == 1)
        #expect(greatest.link == .argmax && greatest.probabilityLink == .softmax)
    }

    /// Vector leaves: since 3.2 by the leaf's own number, before by the node.
    @Test(arguments: formats)
    func vectorLeavesBecomeOneTreeAnOutput(format: ModelFormat) throws {
        var new = XGBoostFixture.Tree()
        new.leafSize = "2"
        new.right = [2, 1, 0]
        new.leafWeights = [10, 20, 30, 40]
        var old = XGBoostFixture.Tree()
        old.leafSize = "2"
        old.splitTypes = []
        old.baseWeights = [0, 0, 30, 40, 10, 20]
        for tree in [new, old] {
            var fixture = XGBoostFixture(trees: [tree], base: "0")
            fixture.targets = "2"
            let model = try fixture.read(format)
            #expect(model.summary.treeCount == 2)
            #expect(model.margins([0, 0]) == [30, 40])
            #expect(model.margins([0, 1]) == [10, 20])
        }
    }

    struct BaseScore: Sendable {
        var objective: String
        var text: String
        var margin: Double?
        var version: [Int32] = [3, 2, 0]
    }

    static let baseScores = [
        BaseScore(objective: "reg:squarederror", text: "5E-1", margin: 0.5),
        BaseScore(objective: "reg:squarederror", text: "[9.9E1]", margin: 99),
        BaseScore(objective: "reg:squarederror", text: "0.25", margin: 0.25),
        BaseScore(objective: "reg:squarederror", text: "-3", margin: -3),
        BaseScore(objective: "binary:logistic", text: "5E-1", margin: 0),
        BaseScore(objective: "reg:logistic", text: "2E-1", margin: Double(Float(-1.3862944))),
        BaseScore(objective: "binary:logitraw", text: "2E-1", margin: Double(Float(0.2))),
        BaseScore(objective: "binary:hinge", text: "5E-1", margin: 0.5),
        BaseScore(objective: "count:poisson", text: "1E0", margin: 0),
        BaseScore(objective: "reg:gamma", text: "[2E0]", margin: Double(Float(0.6931472))),
        BaseScore(objective: "reg:tweedie", text: "2E0", margin: Double(Float(0.6931472))),
        BaseScore(objective: "rank:ndcg", text: "5E-1", margin: 0.5),
        // 3.2 holds probabilities away from 0 and 1, 3.1 and those before it do not; margins are the libraries'.
        BaseScore(objective: "binary:logistic", text: "[0E0]", margin: -13.81551),
        BaseScore(objective: "binary:logistic", text: "[1E0]", margin: 13.74516),
        BaseScore(objective: "reg:logistic", text: "[0E0]", margin: -13.81551),
        BaseScore(objective: "binary:logistic", text: "[1E-8]", margin: -13.81551),
        BaseScore(objective: "reg:logistic", text: "[9.999998E-1]", margin: 13.74516),
        BaseScore(objective: "binary:logistic", text: "[5E-6]", margin: -12.206068),
        BaseScore(objective: "binary:logistic", text: "[1E-8]", margin: -18.420681, version: [3, 1, 3]),
        BaseScore(objective: "binary:logistic", text: "[1E-8]", margin: -13.81551, version: [3, 3, 0]),
        BaseScore(objective: "reg:logistic", text: "9.999998E-1", margin: 15.249238, version: [3, 0, 5]),
        BaseScore(objective: "binary:logistic", text: "1E-8", margin: -18.420681, version: [2, 1, 4]),
        BaseScore(objective: "binary:logistic", text: "1E-8", margin: -18.420681, version: [1, 7, 6]),
        BaseScore(objective: "binary:logistic", text: "[0E0]", margin: nil, version: [3, 1, 3]),
        BaseScore(objective: "binary:logistic", text: "1E0", margin: nil, version: [1, 7, 6]),
        BaseScore(objective: "binary:logistic", text: "-1E-9", margin: nil),
        BaseScore(objective: "binary:logistic", text: "1.0000001E0", margin: nil),
        BaseScore(objective: "binary:logistic", text: "NaN", margin: nil),
        BaseScore(objective: "count:poisson", text: "1E-38", margin: -87.49823),
        BaseScore(objective: "reg:gamma", text: "-1E0", margin: nil),
        BaseScore(objective: "reg:squarederror", text: "NaN", margin: nil),
        BaseScore(objective: "reg:squarederror", text: "", margin: nil),
        BaseScore(objective: "reg:squarederror", text: "[]", margin: nil),
        BaseScore(objective: "reg:squarederror", text: "[1E0,2E0]", margin: nil),
        BaseScore(objective: "reg:squarederror", text: "1E0 ", margin: 1),
        BaseScore(objective: "reg:squarederror", text: "1E0x", margin: nil),
        BaseScore(objective: "reg:squarederror", text: "1E39", margin: nil),
    ]

    @Test(arguments: baseScores)
    func baseScoresBecomeMargins(score: BaseScore) throws {
        let fixture = XGBoostFixture(
            objective: score.objective, trees: [], base: score.text, version: score.version)
        if let margin = score.margin {
            let found = try fixture.read(.xgboostJSON).margins([0, 0])[0]
            #expect(abs(found - margin) <= abs(margin) * 1.2e-7)
        } else {
            let error = #expect(throws: ModelError.self) { try fixture.read(.xgboostJSON) }
            guard case .malformed = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    /// Such a file is whole: the libraries write it for labels that are all 0.
    @Test(arguments: ["count:poisson", "reg:tweedie", "reg:gamma"], ["0E0", "[0E0]"])
    func aBaseScoreWithoutAFiniteMarginIsUnsupported(objective: String, text: String) {
        let error = #expect(throws: ModelError.self) {
            try XGBoostFixture(objective: objective, trees: [], base: text).read(.xgboostJSON)
        }
        guard case .unsupported(_, let feature, let remedy) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(feature.contains(objective) && remedy.contains("base_score"))
    }

    /// Two classes are as many outputs; several labels at once are no classes that exclude each other.
    @Test(
        arguments: [
            ("multi:softprob", "2", "1", Link.softmax), ("multi:softmax", "2", "1", .softmax),
            ("multi:softprob", "3", "1", .softmax), ("binary:logistic", "0", "1", .sigmoid(scale: 1)),
            ("binary:logistic", "0", "2", nil), ("binary:logitraw", "0", "2", nil),
        ] as [(String, String, String, Link?)])
    func probabilitiesAreThoseOfClasses(objective: String, classes: String, targets: String, link: Link?) throws {
        let model = try XGBoostFixture(objective: objective, classes: classes, targets: targets).read(.xgboostJSON)
        #expect(model.probabilityLink == link)
    }

    static let links: [(String, Link, ModelSummary.Task)] = [
        ("reg:squarederror", .identity, .regression), ("reg:squaredlogerror", .identity, .regression),
        ("reg:logistic", .sigmoid(scale: 1), .regression), ("reg:pseudohubererror", .identity, .regression),
        ("reg:absoluteerror", .identity, .regression), ("reg:quantileerror", .identity, .regression),
        ("reg:gamma", .exponential, .regression), ("reg:tweedie", .exponential, .regression),
        ("count:poisson", .exponential, .regression), ("binary:logistic", .sigmoid(scale: 1), .binaryClassification),
        ("binary:logitraw", .identity, .binaryClassification), ("binary:hinge", .step, .binaryClassification),
        ("rank:pairwise", .identity, .ranking), ("rank:ndcg", .identity, .ranking), ("rank:map", .identity, .ranking),
    ]

    @Test(arguments: links)
    func objectivesChooseTheLink(objective: String, link: Link, task: ModelSummary.Task) throws {
        let model = try XGBoostFixture(objective: objective).read(.xgboostJSON)
        #expect(model.link == link)
        #expect(model.summary.task == task)
    }

    @Test(arguments: [
        "survival:cox", "survival:aft", "reg:linear", "reg:expectileerror", "multi:other", "binary:", "", "custom",
    ])
    func otherObjectivesAreNotGuessed(objective: String) {
        let error = #expect(throws: ModelError.self) {
            try XGBoostFixture(objective: objective).read(.xgboostJSON)
        }
        guard case .unsupported = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
