import Support
import Testing

@testable import Inference

/// Damaged LightGBM models are refused with the place of the damage, and never crash.
@Suite struct LightGBMDamageTests {
    /// What is changed to what, and what the error must name.
    struct Damage: Sendable, CustomStringConvertible {
        var from: String
        var to: String
        var names: String
        var description: String { "\(from) -> \(to)" }
    }

    @Test(arguments: [
        Damage(from: "tree\n", to: "trees\n", names: "line 1"),
        Damage(from: "version=v4", to: "version=v2", names: "version v2"),
        Damage(from: "version=v4\n", to: "", names: "version"),
        Damage(from: "num_tree_per_iteration=1", to: "num_tree_per_iteration=0", names: "line 4"),
        Damage(from: "num_tree_per_iteration=1", to: "num_tree_per_iteration=4097", names: "over the limit of 4096"),
        Damage(from: "max_feature_idx=1", to: "max_feature_idx=-1", names: "line 6"),
        Damage(from: "max_feature_idx=1", to: "max_feature_idx=99999999999999999999", names: "line 6"),
        Damage(from: "max_feature_idx=1", to: "max_feature_idx=2", names: "feature_names"),
        Damage(from: "feature_names=a b", to: "feature_names=a a", names: "appears twice"),
        Damage(from: "label_index=0", to: "version=v4", names: "line 5: `version` appears twice"),
        Damage(from: "objective=regression", to: "objective=lottery", names: "`lottery`"),
        Damage(from: "objective=regression", to: "objective=poisson sqrt", names: "`sqrt`"),
        Damage(from: "objective=regression", to: "objective=binary", names: "sigmoid"),
        Damage(from: "objective=regression", to: "objective=binary sigmoid:0", names: "sigmoid:0"),
        Damage(from: "objective=regression", to: "objective=multiclass num_class:3", names: "3 trees a round"),
        Damage(from: "Tree=0", to: "Tree=1", names: "`Tree=0`"),
        Damage(from: "num_leaves=3", to: "num_leaves=4", names: "tree 0, `split_feature`"),
        Damage(from: "num_leaves=3", to: "num_leaves=0", names: "tree 0, `num_leaves`"),
        Damage(from: "num_leaves=3", to: "num_leaves=2000000000", names: "over the limit"),
        Damage(from: "num_leaves=3", to: "num_leaves=3\nnum_leaves=3", names: "appears twice"),
        Damage(from: "num_cat=0", to: "num_cat=1", names: "cat_boundaries"),
        Damage(from: "split_feature=0 1", to: "split_feature=0 2", names: "entry 1 is 2"),
        Damage(from: "split_feature=0 1", to: "split_feature=0", names: "1 entries instead of 2"),
        Damage(from: "split_feature=0 1", to: "split_feature=0 1x", names: "entry 1 is not a number"),
        Damage(from: "threshold=0.5 1.5", to: "threshold=0.5 nan", names: "entry 1 is not a number"),
        Damage(from: "threshold=0.5 1.5", to: "threshold=0.5 1.5 2.5", names: "more than 2"),
        Damage(from: "decision_type=2 8", to: "decision_type=2 12", names: "decision type 12"),
        Damage(from: "decision_type=2 8", to: "decision_type=2 1", names: "category set"),
        Damage(from: "left_child=-1 -2", to: "left_child=-1 0", names: "split 0"),
        Damage(from: "left_child=-1 -2", to: "left_child=-1 1", names: "split 1"),
        Damage(from: "left_child=-1 -2", to: "left_child=-1 -1", names: "leaf 0"),
        Damage(from: "left_child=-1 -2", to: "left_child=-1 -4", names: "entry 1 is -4"),
        Damage(from: "right_child=1 -3", to: "right_child=2 -3", names: "entry 0 is 2"),
        Damage(from: "right_child=1 -3", to: "right_child=-2 -3", names: "no split leads to split 1"),
        Damage(from: "leaf_value=1 10 100", to: "leaf_value=1 10 inf", names: "leaf_value"),
        Damage(from: "leaf_value=1 10 100", to: "leaf_value=1 10 1e999", names: "leaf_value"),
        Damage(from: "is_linear=0", to: "is_linear=1", names: "leaf_const"),
        Damage(from: "shrinkage=1", to: "shrinkage", names: "without `=`"),
        Damage(from: "end of trees", to: "end of tree", names: "`end of trees`"),
        Damage(from: "[boosting: gbdt]", to: "boosting: gbdt", names: "brackets"),
        Damage(from: "[boosting: gbdt]", to: "[boosting]", names: "no value"),
        Damage(from: "end of parameters", to: "", names: "brackets"),
        Damage(from: "end of parameters\n\npandas_categorical:null\n", to: "", names: "inside its parameters"),
    ])
    func isRefused(_ damage: Damage) throws {
        let text = LightGBMText.model(sizes: false)
        try #require(text.contains(damage.from))
        let damaged = Array(text.replacingOnce(damage.from, with: damage.to).utf8)
        let error = try #require(throws: ModelError.self) {
            try LightGBMTextReader.read(damaged, limits: .standard)
        }
        #expect(error.description.contains(damage.names), "\(error)")
        #expect(!error.description.contains("\n"))
    }

    /// A number beyond Double's range could be the last bytes of the file, with nothing to read after it.
    @Test(arguments: ["0.68e95028858", "-1e999", "1e400 ", "-"])
    func isRefusedWhereAThresholdEndsTheFile(threshold: String) throws {
        let text = LightGBMText.model(sizes: false)
        try #require(text.contains("threshold=0.5 1.5"))
        let whole = text.replacingOnce("threshold=0.5 1.5", with: "threshold=\(threshold)$")
        let cut = Array(whole.prefix { $0 != "$" }.utf8)
        #expect(throws: ModelError.self) { try LightGBMTextReader.read(cut, limits: .standard) }
    }

    @Test(arguments: [
        Damage(from: "cat_boundaries=0 2", to: "cat_boundaries=1 2", names: "begin with 0"),
        Damage(from: "cat_boundaries=0 2", to: "cat_boundaries=0 99", names: "2 entries instead of 99"),
        Damage(from: "cat_boundaries=0 2", to: "cat_boundaries=0 99999999", names: "entry 1 is 99999999"),
        Damage(from: "cat_boundaries=0 2", to: "cat_boundaries=0 3", names: "cat_threshold"),
        Damage(from: "cat_threshold=2 2", to: "cat_threshold=2 4294967296", names: "entry 1 is 4294967296"),
        Damage(from: "\nthreshold=0", to: "\nthreshold=1", names: "no category set 1.0"),
        Damage(from: "\nthreshold=0", to: "\nthreshold=0.5", names: "no category set 0.5"),
        Damage(from: "num_cat=1", to: "num_cat=2", names: "num_cat"),
    ])
    func categoriesAreRefused(_ damage: Damage) throws {
        let text = LightGBMText.model(trees: [LightGBMText.categorical], sizes: false)
        let damaged = Array(text.replacingOnce(damage.from, with: damage.to).utf8)
        let error = try #require(throws: ModelError.self) {
            try LightGBMTextReader.read(damaged, limits: .standard)
        }
        #expect(error.description.contains(damage.names), "\(error)")
    }

    @Test func sizesThatDoNotFitAreRefused() throws {
        let text = LightGBMText.model().replacingOnce("leaf_weight=1", with: "leaf_weight=11")
        let error = try #require(throws: ModelError.self) {
            try LightGBMTextReader.read(Array(text.utf8), limits: .standard)
        }
        #expect(error.description.contains("tree_sizes"))
    }

    @Test func roundsAreWhole() {
        let text = LightGBMText.model(trees: Array(repeating: LightGBMText.tree, count: 3), objective: nil, outputs: 2)
        #expect(throws: ModelError.self) { try LightGBMTextReader.read(Array(text.utf8), limits: .standard) }
    }

    @Test func everyTruncationIsRefusedUpToTheEndOfTheTrees() throws {
        let bytes = Array(LightGBMText.model().utf8)
        let end = try #require(LightGBMText.model().byteOffset(of: "end of trees"))
        for count in 0..<end + 12 {
            #expect(throws: ModelError.self) { try LightGBMTextReader.read(Array(bytes[..<count]), limits: .standard) }
        }
    }

    @Test(arguments: [LightGBMText.tree, LightGBMText.categorical, LightGBMText.linear])
    func flippedBytesAreRefusedOrWalked(_ tree: String) {
        let bytes = Array(LightGBMText.model(trees: [tree], sizes: false).utf8)
        var generator = SplitMix64(seed: 7)
        for position in bytes.indices {
            for _ in 0..<6 {
                var damaged = bytes
                let digits = Array("0123456789-=. \n".utf8)
                damaged[position] =
                    Bool.random(using: &generator)
                    ? UInt8.random(in: 0...255, using: &generator) : digits.randomElement(using: &generator) ?? 0
                guard let model = try? LightGBMTextReader.read(damaged, limits: .standard) else { continue }
                let row = [Double](repeating: 1, count: model.ensemble.featureCount)
                _ = WalkProbe.margins(model.ensemble, row)
            }
        }
    }
}
