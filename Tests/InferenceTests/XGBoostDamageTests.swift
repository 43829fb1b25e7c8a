import Support
import Testing

@testable import Inference

/// Files that are wrong: each gives an error that names the place, none a crash or a model.
@Suite struct XGBoostDamageTests {
    static let formats = [ModelFormat.xgboostJSON, .xgboostUBJSON]

    struct Damage: Sendable {
        var name: String
        var change: @Sendable (inout XGBoostFixture) -> Void
    }

    static let damages = [
        Damage(name: "left out of range") { $0.trees[0].left[0] = 3 },
        Damage(name: "left far out of range") { $0.trees[0].left[0] = .max },
        Damage(name: "left negative") { $0.trees[0].left[0] = -2 },
        Damage(name: "right missing") { $0.trees[0].right[0] = -1 },
        Damage(name: "both children the same") { $0.trees[0].right[0] = 1 },
        Damage(name: "own child") { $0.trees[0].left[0] = 0 },
        Damage(name: "cycle") {
            $0.trees[0].left[1] = 0
            $0.trees[0].right[1] = 2
        },
        Damage(name: "feature out of range") { $0.trees[0].features[0] = 2 },
        Damage(name: "feature negative") { $0.trees[0].features[0] = -1 },
        Damage(name: "feature beyond the model's") {
            $0.trees[0].featureCount = "9"
            $0.trees[0].features[0] = 8
        },
        Damage(name: "default_left 2") { $0.trees[0].defaultLeft[0] = 2 },
        Damage(name: "split_type 2") { $0.trees[0].splitTypes[0] = 2 },
        Damage(name: "threshold NaN") { $0.trees[0].conditions[0] = .nan },
        Damage(name: "leaf infinite") { $0.trees[0].conditions[1] = .infinity },
        Damage(name: "too few thresholds") { $0.trees[0].conditions.removeLast() },
        Damage(name: "too many right children") { $0.trees[0].right.append(-1) },
        Damage(name: "too few features") { $0.trees[0].features.removeLast() },
        Damage(name: "too few default_left") { $0.trees[0].defaultLeft.removeLast() },
        Damage(name: "too few split types") { $0.trees[0].splitTypes.removeLast() },
        Damage(name: "node count too great") { $0.trees[0].nodeCount = "4" },
        Damage(name: "node count overflows") { $0.trees[0].nodeCount = "99999999999999999999" },
        Damage(name: "node count zero") { $0.trees[0].nodeCount = "0" },
        Damage(name: "node count negative") { $0.trees[0].nodeCount = "-3" },
        Damage(name: "leaf size no number") { $0.trees[0].leafSize = "x" },
        Damage(name: "leaf size negative") { $0.trees[0].leafSize = "-1" },
        Damage(name: "leaf size without outputs") {
            $0.trees[0].leafSize = "2"
            $0.trees[0].right = [2, 0, 1]
            $0.trees[0].leafWeights = [1, 2, 3, 4]
        },
        Damage(name: "leaf vector out of range") {
            $0.targets = "2"
            $0.trees[0].leafSize = "2"
            $0.trees[0].right = [2, 0, 2]
            $0.trees[0].leafWeights = [1, 2, 3, 4]
        },
        Damage(name: "leaf vector shared by two leaves") {
            $0.setVectorLeaves([1, 2, 3, 4])
            $0.trees[0].right = [2, 1, 1]
        },
        Damage(name: "leaf vector negative") {
            $0.setVectorLeaves([1, 2, 3, 4])
            $0.trees[0].right = [2, 0, -1]
        },
        Damage(name: "leaf vector of no leaf") { $0.setVectorLeaves([1, 2, 3, 4, 5, 6]) },
        Damage(name: "leaf vector cut off") { $0.setVectorLeaves([1, 2, 3]) },
        Damage(name: "leaf values for half a vector more") { $0.setVectorLeaves([1, 2, 3, 4, 5]) },
        Damage(name: "base weights of too few nodes") {
            $0.setVectorLeaves(nil)
            $0.trees[0].baseWeights = [0, 0, 1, 2]
        },
        Damage(name: "base weights of too many nodes") {
            $0.setVectorLeaves(nil)
            $0.trees[0].baseWeights = [0, 0, 1, 2, 3, 4, 5, 6]
        },
        Damage(name: "leaf size great") {
            $0.targets = "4000"
            $0.trees[0].leafSize = "4000"
        },
        Damage(name: "leaf sizes differ") {
            $0.trees.append(.init())
            $0.targets = "2"
            $0.trees[1].leafSize = "2"
            $0.trees[1].right = [2, 0, 1]
            $0.trees[1].leafWeights = [1, 2, 3, 4]
        },
        Damage(name: "categorical without categories") { $0.trees[0].splitTypes[0] = 1 },
        Damage(name: "categories out of the list") { $0.setCategories([1, 2], start: 1, size: 2) },
        Damage(name: "categories start negative") { $0.setCategories([1, 2], start: -1, size: 1) },
        Damage(name: "categories size overflows") { $0.setCategories([1, 2], start: 1, size: .max) },
        Damage(name: "category negative") { $0.setCategories([-1], start: 0, size: 1) },
        Damage(name: "category too great") { $0.setCategories([1 << 24], start: 0, size: 1) },
        Damage(name: "category arrays differ") {
            $0.setCategories([1], start: 0, size: 1)
            $0.trees[0].categoryNodes.append(1)
        },
        Damage(name: "tree_info too short") { $0.treeInfo = [] },
        Damage(name: "tree_info out of range") { $0.treeInfo = [1] },
        Damage(name: "tree_info negative") { $0.treeInfo = [-1] },
        Damage(name: "tree count wrong") { $0.treeCount = "2" },
        Damage(name: "dart without weights") { $0.booster = "dart" },
        Damage(name: "dart with too few weights") {
            $0.booster = "dart"
            $0.weights = []
        },
        Damage(name: "dart weight infinite") {
            $0.booster = "dart"
            $0.weights = [.infinity]
        },
        Damage(name: "no objective") { $0.objective = nil },
        Damage(name: "no booster") { $0.booster = nil },
        Damage(name: "no base score") { $0.base = nil },
        Damage(name: "no feature count") { $0.features = nil },
        Damage(name: "feature count no number") { $0.features = "two" },
        Damage(name: "feature count negative") { $0.features = "-2" },
        Damage(name: "class count for a regression") { $0.classes = "3" },
        Damage(name: "one class") {
            $0.objective = "multi:softprob"
            $0.classes = "1"
        },
        Damage(name: "names too few") { $0.names = ["a"] },
        Damage(name: "name twice") { $0.names = ["a", "a"] },
        Damage(name: "no version") { $0.version = [] },
        Damage(name: "member twice") { $0.extra = [("learner", .object([]))] },
    ]

    @Test(arguments: formats, damages.indices)
    func damageIsRefused(format: ModelFormat, index: Int) {
        var fixture = XGBoostFixture()
        Self.damages[index].change(&fixture)
        let error = #expect(throws: ModelError.self, "\(Self.damages[index].name)") { try fixture.read(format) }
        #expect(error?.description.contains("\n") == false)
        if case .unsupported = error { Issue.record("\(Self.damages[index].name): \(String(describing: error))") }
    }

    @Test(arguments: formats)
    func theUndamagedModelIsRead(format: ModelFormat) throws {
        _ = try XGBoostFixture().read(format)
    }

    @Test func errorsNameTreeAndNode() {
        var fixture = XGBoostFixture(trees: [.root, .init()])
        fixture.trees[1].left[0] = 7
        #expect(
            throws: ModelError.malformed(
                format: .xgboostJSON, location: "tree 1, node 0", reason: "its child 7 does not exist")
        ) { try fixture.read(.xgboostJSON) }
    }

    @Test(arguments: ["gblinear", "blob"])
    func otherBoostersAreUnsupported(booster: String) {
        let error = #expect(throws: ModelError.self) { try XGBoostFixture(booster: booster).read(.xgboostJSON) }
        guard case .unsupported(_, let feature, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(feature.contains(booster))
    }

    @Test(arguments: [[0, 90, 0], [4, 0, 0]] as [[Int32]])
    func otherVersionsAreUnsupported(version: [Int32]) {
        let error = #expect(throws: ModelError.self) { try XGBoostFixture(version: version).read(.xgboostJSON) }
        guard case .unsupported = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: formats)
    func everyTruncationIsRefused(format: ModelFormat) throws {
        let value = XGBoostFixture(trees: [.init(), .root], names: ["ä", "b"]).value
        let bytes = format == .xgboostJSON ? value.json : value.ubjson
        for length in 0..<bytes.count {
            #expect(throws: ModelError.self) { try XGBoostFixture.read(Array(bytes.prefix(length)), format) }
        }
        #expect(throws: ModelError.self) { try XGBoostFixture.read(bytes + [0], format) }
    }

    @Test(arguments: formats)
    func flippedBitsNeverTrap(format: ModelFormat) throws {
        var fixture = XGBoostFixture(trees: [.init(), .root, .init()])
        fixture.setCategories([1, 40], start: 0, size: 2)
        let bytes = format == .xgboostJSON ? fixture.value.json : fixture.value.ubjson
        var generator = SplitMix64(seed: 11)
        for _ in 0..<1_000 {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                damaged[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            }
            guard let model = try? XGBoostFixture.read(damaged, format) else { continue }
            _ = model.margins([Double](repeating: 0.7, count: model.ensemble.featureCount))
        }
    }

    @Test(arguments: ["[", "{\"a\":", "{\"learner\":{\"attributes\":"])
    func nestingIsBounded(opening: String) {
        let json = Array(String(repeating: opening, count: 1_000_000).utf8)
        #expect(throws: ModelError.self) { try XGBoostFixture.read(json, .xgboostJSON) }
    }

    @Test func nestingIsBoundedInUBJSON() {
        let key: [UInt8] = Array("{i\u{1}a".utf8)
        let inner = (0..<1_000_000).flatMap { _ in Array("[".utf8) }
        #expect(throws: ModelError.self) { try XGBoostFixture.read(key + inner, .xgboostUBJSON) }
    }
}

extension XGBoostFixture {
    /// Gives the first tree's two leaves two values each: these, or else its base weights.
    mutating func setVectorLeaves(_ values: [Float]?) {
        targets = "2"
        trees[0].leafSize = "2"
        trees[0].right = [2, 0, 1]
        trees[0].leafWeights = values
    }

    /// Makes the first tree's root a categorical split.
    mutating func setCategories(_ categories: [Int32], start: Int64, size: Int64) {
        trees[0].splitTypes[0] = 1
        trees[0].categories = categories
        trees[0].categoryNodes = [0]
        trees[0].categoryStarts = [start]
        trees[0].categorySizes = [size]
    }
}
