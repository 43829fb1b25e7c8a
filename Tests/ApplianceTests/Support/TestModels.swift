/// Small LightGBM models as text, whose answers a reader can work out.
enum TestModels {
    static let features = ["pm25", "wind_speed"]

    /// `low` where pm25 is at most 10, `high` where it is more or missing.
    static func split(low: String = "1", high: String = "2") -> [UInt8] {
        text([
            """
            num_leaves=2
            num_cat=0
            split_feature=0
            split_gain=1
            threshold=10
            decision_type=8
            left_child=-1
            right_child=-2
            leaf_value=\(low) \(high)
            leaf_weight=1 1
            leaf_count=1 1
            internal_value=0
            internal_weight=0
            internal_count=2
            is_linear=0
            shrinkage=1
            """
        ])
    }

    /// The same answer to every row.
    static func constant(_ value: String) -> [UInt8] { text([leaf(value)]) }

    /// A classifier of two classes: the score is 0, so the probability is one half.
    static let binary = text([leaf("0")], objective: "binary sigmoid:1")

    /// A classifier of three classes with equal scores.
    static let multiclass = text(
        [leaf("0"), leaf("0"), leaf("0")], objective: "multiclass num_class:3", outputs: 3)

    /// A model whose answers are too large for a double: an exponential link far outside of its data.
    static let overflowing = text([leaf("1e300")], objective: "poisson")

    private static func leaf(_ value: String) -> String {
        "num_leaves=1\nnum_cat=0\nsplit_feature=\nthreshold=\nleaf_value=\(value)"
    }

    private static func text(_ trees: [String], objective: String = "regression", outputs: Int = 1) -> [UInt8] {
        let blocks = trees.enumerated().map { "Tree=\($0)\n\($1)\n\n\n" }
        let head = """
            tree
            version=v4
            num_class=\(outputs)
            num_tree_per_iteration=\(outputs)
            label_index=0
            max_feature_idx=1
            objective=\(objective)
            feature_names=\(features.joined(separator: " "))
            feature_infos=[0:1000] [0:40]
            tree_sizes=\(blocks.map { "\($0.utf8.count)" }.joined(separator: " "))


            """
        return Array((head + blocks.joined() + "end of trees\n\nparameters:\nend of parameters\n").utf8)
    }
}
