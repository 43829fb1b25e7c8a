import Testing

@testable import Inference

/// Every bound that the XGBoost readers hold, at its edge.
@Suite struct XGBoostLimitsTests {
    struct Bound: Sendable {
        var name: String
        var fits: Limits
        var exceeds: Limits
    }

    /// For two trees of three nodes each over two features, with names of one byte.
    static let bounds = [
        Bound(name: "features", fits: Limits(maxFeatures: 2), exceeds: Limits(maxFeatures: 1)),
        Bound(name: "trees", fits: Limits(maxTrees: 2), exceeds: Limits(maxTrees: 1)),
        Bound(name: "nodes", fits: Limits(maxNodes: 6), exceeds: Limits(maxNodes: 5)),
        Bound(name: "depth", fits: Limits(maxDepth: 1), exceeds: Limits(maxDepth: 0)),
        Bound(name: "outputs", fits: Limits(maxOutputs: 1), exceeds: Limits(maxOutputs: 0)),
        Bound(name: "categories", fits: Limits(maxCategoryValue: 40), exceeds: Limits(maxCategoryValue: 39)),
        Bound(name: "category words", fits: Limits(maxCategoryWords: 2), exceeds: Limits(maxCategoryWords: 1)),
        Bound(name: "parameters", fits: Limits(maxHyperparameters: 4), exceeds: Limits(maxHyperparameters: 3)),
        Bound(name: "text", fits: Limits(maxTextBytes: 16), exceeds: Limits(maxTextBytes: 15)),
    ]

    @Test(arguments: [ModelFormat.xgboostJSON, .xgboostUBJSON], bounds.indices)
    func theEdgeFitsAndOneMoreDoesNot(format: ModelFormat, index: Int) throws {
        var fixture = XGBoostFixture(trees: [.init(), .init()], names: ["a", "b"])
        fixture.setCategories([3, 40], start: 0, size: 2)
        let bound = Self.bounds[index]
        _ = try fixture.read(format, limits: bound.fits)
        #expect(throws: ModelError.self, "\(bound.name)") { try fixture.read(format, limits: bound.exceeds) }
    }

    /// A leaf of two values makes two trees of its tree.
    @Test(arguments: [ModelFormat.xgboostJSON, .xgboostUBJSON])
    func vectorLeavesCountOncePerOutput(format: ModelFormat) throws {
        var fixture = XGBoostFixture()
        fixture.setVectorLeaves([1, 2, 3, 4])
        _ = try fixture.read(format, limits: Limits(maxTrees: 2, maxNodes: 6))
        #expect(throws: ModelError.overLimit(format: format, what: "nodes", found: 6, limit: 5)) {
            try fixture.read(format, limits: Limits(maxNodes: 5))
        }
        #expect(throws: ModelError.overLimit(format: format, what: "trees", found: 2, limit: 1)) {
            try fixture.read(format, limits: Limits(maxTrees: 1))
        }
    }

    @Test(arguments: [ModelFormat.xgboostJSON, .xgboostUBJSON])
    func theFileSizeIsBounded(format: ModelFormat) throws {
        let value = XGBoostFixture().value
        let bytes = format == .xgboostJSON ? value.json : value.ubjson
        _ = try XGBoostFixture.read(bytes, format, limits: Limits(maxFileBytes: bytes.count))
        #expect(throws: ModelError.self) {
            try XGBoostFixture.read(bytes, format, limits: Limits(maxFileBytes: bytes.count - 1))
        }
    }
}
