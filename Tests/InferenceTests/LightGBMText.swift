/// A small LightGBM model as text, which tests change one thing of.
enum LightGBMText {
    /// Two numeric splits on `a` and `b` with three leaves, in one round.
    static let tree = """
        num_leaves=3
        num_cat=0
        split_feature=0 1
        split_gain=2 1
        threshold=0.5 1.5
        decision_type=2 8
        left_child=-1 -2
        right_child=1 -3
        leaf_value=1 10 100
        leaf_weight=1 1 1
        leaf_count=1 1 1
        internal_value=0 0
        internal_weight=0 0
        internal_count=3 2
        is_linear=0
        shrinkage=1
        """

    /// A tree of one leaf.
    static let constant = "num_leaves=1\nnum_cat=0\nsplit_feature=\nthreshold=\nleaf_value=7"

    /// Members of the set {1, 33} of `a` go left.
    static let categorical = """
        num_leaves=2
        num_cat=1
        split_feature=0
        threshold=0
        decision_type=1
        left_child=-1
        right_child=-2
        leaf_value=1 2
        cat_boundaries=0 2
        cat_threshold=2 2
        """

    /// The leaves are 1 + 2 a, and plainly 20 without features.
    static let linear = """
        num_leaves=2
        num_cat=0
        split_feature=1
        threshold=0
        decision_type=8
        left_child=-1
        right_child=-2
        leaf_value=10 20
        is_linear=1
        leaf_const=1 20
        num_features=1 0
        leaf_features=0  
        leaf_coeff=2  
        """

    static func model(
        trees: [String] = [tree], objective: String? = "regression", outputs: Int = 1, extra: String = "",
        sizes: Bool = true
    ) -> String {
        let blocks = trees.enumerated().map { "Tree=\($0)\n\($1)\n\n\n" }
        var head = "tree\nversion=v4\nnum_class=\(outputs)\nnum_tree_per_iteration=\(outputs)\nlabel_index=0\n"
        head += "max_feature_idx=1\n" + (objective.map { "objective=\($0)\n" } ?? "") + extra
        head += "feature_names=a b\nfeature_infos=[0:1] none\n"
        if sizes { head += "tree_sizes=" + blocks.map { "\($0.utf8.count)" }.joined(separator: " ") + "\n" }
        return head + "\n" + blocks.joined() + "end of trees\n\nfeature_importances:\na=1\n\nparameters:\n"
            + "[boosting: gbdt]\n[forcedsplits_filename: ]\n\nend of parameters\n\npandas_categorical:null\n"
    }
}
