@testable import Inference

/// A small XGBoost model that a test writes down and then changes in one place.
struct XGBoostFixture {
    struct Tree {
        var left: [Int32] = [1, -1, -1]
        var right: [Int32] = [2, -1, -1]
        var conditions: [Float] = [0.5, -1, 2]
        var features: [Int32] = [1, 0, 0]
        var defaultLeft: [UInt8] = [1, 0, 0]
        var splitTypes: [UInt8] = [0, 0, 0]
        var categories: [Int32] = []
        var categoryNodes: [Int32] = []
        var categoryStarts: [Int64] = []
        var categorySizes: [Int64] = []
        var leafWeights: [Float]?
        var baseWeights: [Float]?
        var leafSize = "1"
        var nodeCount: String?
        var featureCount = "2"

        static let root = Tree(
            left: [-1], right: [-1], conditions: [3], features: [0], defaultLeft: [0], splitTypes: [0])

        var value: XGBoostValue {
            var members: [(String, XGBoostValue)] = [
                ("base_weights", .floats(baseWeights ?? conditions)), ("categories", .ints(categories)),
                ("categories_nodes", .ints(categoryNodes)), ("categories_segments", .wides(categoryStarts)),
                ("categories_sizes", .wides(categorySizes)), ("default_left", .bytes(defaultLeft)),
                ("id", .verbatim(json: "0", ubjson: Array("i\0".utf8))),
            ]
            if let leafWeights { members.append(("leaf_weights", .floats(leafWeights))) }
            members += [
                ("left_children", .ints(left)), ("loss_changes", .floats(conditions)),
                ("parents", .ints(left)), ("right_children", .ints(right)),
                ("split_conditions", .floats(conditions)), ("split_indices", .ints(features)),
                ("split_type", .bytes(splitTypes)), ("sum_hessian", .floats([.nan, .infinity])),
                (
                    "tree_param",
                    .object([
                        ("num_deleted", .text("0")), ("num_feature", .text(featureCount)),
                        ("num_nodes", .text(nodeCount ?? "\(left.count)")), ("size_leaf_vector", .text(leafSize)),
                    ])
                ),
            ]
            return .object(members)
        }
    }

    var objective: String? = "reg:squarederror"
    var booster: String? = "gbtree"
    var trees = [Tree()]
    var treeInfo: [Int32]?
    var treeCount: String?
    var weights: [Float]?
    var base: String? = "5E-1"
    var classes: String? = "0"
    var targets: String? = "1"
    var features: String? = "2"
    var names: [String] = []
    var attributes: [(String, XGBoostValue)] = []
    var version: [Int32] = [3, 2, 0]
    var extra: [(String, XGBoostValue)] = []

    var value: XGBoostValue {
        let model = XGBoostValue.object([
            ("cats", .object([("enc", .array([]))])),
            ("gbtree_model_param", .object([("num_trees", .text(treeCount ?? "\(trees.count)"))])),
            ("tree_info", .ints(treeInfo ?? trees.map { _ in 0 })), ("trees", .array(trees.map(\.value))),
        ])
        var gradient: [(String, XGBoostValue)] = []
        if let weights {
            gradient = [
                ("gbtree", .object([("model", model), ("name", .text("gbtree"))])), ("weight_drop", .floats(weights)),
            ]
        } else {
            gradient = [("model", model)]
        }
        if let booster { gradient.append(("name", .text(booster))) }
        let learner = [
            ("base_score", base), ("num_class", classes), ("num_feature", features), ("num_target", targets),
        ].compactMap { name, text in text.map { (name, XGBoostValue.text($0)) } }
        var objectiveMembers: [(String, XGBoostValue)] = [
            ("reg_loss_param", .object([("scale_pos_weight", .text("1"))]))
        ]
        if let objective { objectiveMembers.insert(("name", .text(objective)), at: 0) }
        return .object(
            [
                (
                    "learner",
                    .object([
                        ("attributes", .object(attributes)), ("feature_names", .array(names.map { .text($0) })),
                        ("gradient_booster", .object(gradient)), ("learner_model_param", .object(learner)),
                        ("objective", .object(objectiveMembers)),
                    ])
                ), ("version", .ints(version)),
            ] + extra)
    }

    func read(_ format: ModelFormat, limits: Limits = .standard) throws(ModelError) -> ParsedModel {
        try Self.read(format == .xgboostJSON ? value.json : value.ubjson, format, limits: limits)
    }

    static func read(
        _ bytes: [UInt8], _ format: ModelFormat, limits: Limits = .standard
    ) throws(ModelError) -> ParsedModel {
        format == .xgboostJSON
            ? try XGBoostJSONReader.read(bytes, limits: limits) : try XGBoostUBJSONReader.read(bytes, limits: limits)
    }
}

extension ParsedModel {
    /// The margins of one row.
    func margins(_ row: [Double]) -> [Double] {
        var margins = [Double](repeating: 0, count: ensemble.outputCount)
        var span = margins.mutableSpan
        ReferenceWalk.margins(ensemble, row: row.span, into: &span)
        return margins
    }
}
