import Support
import Testing

@testable import Inference

@Suite struct EnsembleValidatorTests {
    private func validate(_ ensemble: TreeEnsemble, limits: Limits = .standard) throws(ModelError) {
        try EnsembleValidator.validate(ensemble, format: .lightGBMText, limits: limits)
    }

    /// One relation broken, and what the error must say.
    struct Break: Sendable, CustomStringConvertible {
        var description: String
        var apply: @Sendable (inout TreeEnsemble) -> Void
        init(_ description: String, _ apply: @escaping @Sendable (inout TreeEnsemble) -> Void) {
            self.description = description
            self.apply = apply
        }
    }

    @Test func keepsWhatIsRight() throws {
        try validate(EnsembleExamples.split(.float32))
        try validate(EnsembleExamples.split(.float64, missing: []))
        let set = TreeEnsemble.CategorySet(words: [1], membersGoLeft: false)
        try validate(EnsembleExamples.split(.float32, set: set))
    }

    @Test(arguments: [
        Break("its child 3 is not in the tree") { $0.left[0] = 3 },
        Break("its child -1 is not in the tree") { $0.left[0] = -1 },
        Break("its child 0 comes before it") { $0.right[0] = 0 },
        Break("is another split's child already") { $0.right[0] = 1 },
        Break("its feature 1 is not one") { $0.feature[0] = 1 },
        Break("its feature -1 is not one") { $0.feature[0] = -1 },
        Break("a leaf with parts of a split") { $0.left[1] = 2 },
        Break("a leaf with parts of a split") { $0.missing[1] = .defaultLeft },
        Break("a split with a leaf's value") { $0.leafValue[0] = 1 },
        Break("its value nan is not a finite") { $0.leafValue[1] = .nan },
        Break("its value 0.1 is not a finite number of its precision") { $0.leafValue[1] = 0.1 },
        Break("its threshold nan") { $0.threshold[0] = .nan },
        Break("its threshold 0.1") { $0.threshold[0] = 0.1 },
        Break("NaN and nothing else") { $0.missing[0] = [] },
        Break("NaN and nothing else") { $0.missing[0] = [.nanIsMissing, .zeroIsMissing] },
        Break("missing rule 8 is unknown") { $0.missing[0] = .init(rawValue: 8) },
        Break("it is no categorical split") { $0.extra[0] = 0 },
        Break("its linear leaf 0 does not exist") { $0.extra[1] = 0 },
        Break("its category set -1 does not exist") {
            $0.kind[0] = .categorical; $0.threshold[0] = 0
        },
        Break("a categorical split with a threshold") { $0.kind[0] = .categorical },
        Break("not all of one length") { $0.threshold.append(0) },
        Break("do not span all nodes") { $0.treeStart[1] = 2 },
        Break("starts do not fit") { $0.treeStart.append(3) },
        Break("tree 0: it has no node") {
            $0.treeStart = [0, 0, 3]; $0.treeOutput = [0, 0]
        },
        Break("it adds to output 1 of 1") { $0.treeOutput[0] = 1 },
        Break("it has no feature") { $0.featureCount = 0 },
        Break("it has no feature") { $0.featureCount = -1 },
        Break("it has no output") { $0.outputCount = 0 },
        Break("base margin of output 0") { $0.baseMargins[0] = .infinity },
        Break("2 values do not fit 1 outputs") { $0.baseMargins.append(0) },
        Break("divided by 2") { $0.divisor = 2 },
        Break("divided by 0") { $0.divisor = 0 },
        Break("a model of single precision has none") {
            $0.linearLeaves = [.init(constant: 0, features: [], coefficients: [])]
        },
        Break("over the limit of 65536") { $0.featureCount = 1 << 20 },
    ])
    func refusesABrokenRelation(_ broken: Break) throws {
        var ensemble = EnsembleExamples.split(.float32)
        broken.apply(&ensemble)
        let error = try #require(throws: ModelError.self) { try validate(ensemble) }
        #expect(error.description.contains(broken.description), "\(error)")
    }

    @Test(arguments: [
        Break("feature 1 is not one of 1") { $0.linearLeaves[0].features = [1] },
        Break("not of one number") { $0.linearLeaves[0].features = [] },
        Break("not a finite number") { $0.linearLeaves[0].coefficients = [.infinity] },
        Break("not a finite number") { $0.linearLeaves[0].constant = .nan },
    ])
    func refusesABrokenLinearLeaf(_ broken: Break) throws {
        var ensemble = EnsembleExamples.split(.float64)
        ensemble.linearLeaves = [.init(constant: 0, features: [0], coefficients: [1])]
        ensemble.extra[1] = 0
        try validate(ensemble)
        broken.apply(&ensemble)
        let error = try #require(throws: ModelError.self) { try validate(ensemble) }
        #expect(error.description.contains(broken.description), "\(error)")
    }

    /// Whatever one index becomes, the ensemble is refused or every walk still ends.
    @Test(arguments: 0..<40)
    func mutationsAreRefusedOrWalked(_ seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let ensemble = EnsembleExamples.random(using: &generator)
        try validate(ensemble)
        for _ in 0..<100 {
            var mutant = ensemble
            let value =
                Bool.random(using: &generator)
                ? Int32.random(in: .min ... .max, using: &generator) : Int32.random(in: -2...40, using: &generator)
            let node = Int.random(in: 0..<mutant.nodeCount, using: &generator)
            switch Int.random(in: 0...6, using: &generator) {
            case 0: mutant.left[node] = value
            case 1: mutant.right[node] = value
            case 2: mutant.feature[node] = value
            case 3: mutant.extra[node] = value
            case 4: mutant.kind[node] = TreeEnsemble.NodeKind(rawValue: UInt8(truncatingIfNeeded: value) % 3) ?? .leaf
            case 5: mutant.treeStart[Int.random(in: mutant.treeStart.indices, using: &generator)] = value
            default: mutant.treeOutput[Int.random(in: mutant.treeOutput.indices, using: &generator)] = value
            }
            guard (try? validate(mutant)) != nil else { continue }
            for row in [[0.0, 1, -1], [.nan, .nan, .nan], [1e300, -.infinity, 70], [2, 64, 0.5]] {
                #expect(WalkProbe.margins(mutant, row).count == 2)
            }
        }
    }
}
