import Testing

@testable import Inference

/// The rules of both libraries at one split: 1 is left, 2 is right.
@Suite struct ReferenceWalkTests {
    @Test(arguments: [
        (0.5, 2.0), (0.5.nextDown, 2), (Double(Float(0.5).nextDown), 1), (-.infinity, 1), (.infinity, 2), (1e300, 2),
    ])
    func floatSplitsRoundTheInputAndGoLeftBelow(_ value: Double, _ expected: Double) {
        #expect(WalkProbe.margins(EnsembleExamples.split(.float32), [value]) == [expected])
    }

    @Test(arguments: [(0.5, 1.0), (0.5.nextUp, 2), (-.infinity, 1), (.infinity, 2)])
    func doubleSplitsGoLeftUpToTheThreshold(_ value: Double, _ expected: Double) {
        #expect(WalkProbe.margins(EnsembleExamples.split(.float64), [value]) == [expected])
    }

    @Test(
        arguments: [
            ([.nanIsMissing], .nan, 2.0), ([.nanIsMissing, .defaultLeft], .nan, 1), ([], .nan, 1),
            ([.defaultLeft], .nan, 1),
            ([.nanIsMissing], 0, 1), ([.zeroIsMissing], 0, 2), ([.zeroIsMissing], -0.0, 2), ([.zeroIsMissing], .nan, 2),
            ([.zeroIsMissing], TreeEnsemble.zeroBound, 2), ([.zeroIsMissing], TreeEnsemble.zeroBound.nextUp, 1),
            ([.zeroIsMissing, .defaultLeft], 1e-36, 1),
        ] as [(TreeEnsemble.MissingRule, Double, Double)])
    func missingRules(_ rule: TreeEnsemble.MissingRule, _ value: Double, _ expected: Double) {
        #expect(WalkProbe.margins(EnsembleExamples.split(.float64, missing: rule), [value]) == [expected])
    }

    /// The set {1, 33}: XGBoost's members go right.
    @Test(
        arguments: [
            (1, 2.0), (1.7, 2), (33, 2), (0, 1), (2, 1), (64, 1), (-1, 1), (-0.5, 1), (16_777_216, 1), (1e300, 1),
            (.infinity, 1), (.nan, 2), (1.999_999_99, 1),
        ] as [(Double, Double)])
    func categoriesOfXGBoost(_ value: Double, _ expected: Double) {
        let set = TreeEnsemble.CategorySet(words: [2, 2], membersGoLeft: false)
        #expect(WalkProbe.margins(EnsembleExamples.split(.float32, set: set), [value]) == [expected])
    }

    /// The set {0, 33}: LightGBM's members go left, and it truncates before it asks for the sign.
    @Test(arguments: [(0, 1.0), (-0.5, 1), (-1, 2), (33.9, 1), (1, 2), (1e300, 2), (-.infinity, 2), (.nan, 2)])
    func categoriesOfLightGBM(_ value: Double, _ expected: Double) {
        let set = TreeEnsemble.CategorySet(words: [1, 2], membersGoLeft: true)
        #expect(WalkProbe.margins(EnsembleExamples.split(.float64, set: set), [value]) == [expected])
    }

    @Test func floatSumsAreRoundedTreeByTree() {
        var ensemble = EnsembleExamples.split(.float32)
        ensemble.baseMargins = [16_777_216]
        #expect(WalkProbe.margins(ensemble, [0]) == [16_777_216])
        ensemble.precision = .float64
        #expect(WalkProbe.margins(ensemble, [0]) == [16_777_217])
    }
}
