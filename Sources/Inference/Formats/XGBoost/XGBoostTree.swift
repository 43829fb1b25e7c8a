internal import JSONText

/// One tree as the file has it: parallel arrays over all nodes, dead ones included.
///
/// The arrays keep their memory from one tree to the next.
struct XGBoostTree {
    var left: [Int32] = []
    var right: [Int32] = []
    var conditions: [Float] = []
    var features: [Int32] = []
    var defaultLeft: [Int32] = []
    var splitTypes: [Int32] = []
    var categories: [Int32] = []
    var categoryNodes: [Int32] = []
    var categoryStarts: [Int32] = []
    var categorySizes: [Int32] = []
    /// Values of vector leaves since 3.2, by leaf; before, they are the base weights, by node.
    var leafWeights: [Float] = []
    var baseWeights: [Float] = []
    /// `tree_param`: counts, as text.
    var parameters: [String: String] = [:]

    /// Replaces everything by the tree that comes next.
    mutating func decode<Tokens: XGBoostTokens>(_ tokens: inout Tokens, limits: Limits) throws(ModelError) {
        clear()
        var baseWeightsAhead: Tokens?
        try tokens.beginObject()
        while let key = try tokens.nextKey() {
            switch key {
            case "left_children": try tokens.readInts(into: &left, limit: limits.maxNodes)
            case "right_children": try tokens.readInts(into: &right, limit: limits.maxNodes)
            case "split_conditions": try tokens.readFloats(into: &conditions, limit: limits.maxNodes)
            case "split_indices": try tokens.readInts(into: &features, limit: limits.maxNodes)
            case "default_left": try tokens.readInts(into: &defaultLeft, limit: limits.maxNodes)
            case "split_type": try tokens.readInts(into: &splitTypes, limit: limits.maxNodes)
            case "categories": try tokens.readInts(into: &categories, limit: .max)
            case "categories_nodes": try tokens.readInts(into: &categoryNodes, limit: limits.maxNodes)
            case "categories_segments": try tokens.readInts(into: &categoryStarts, limit: limits.maxNodes)
            case "categories_sizes": try tokens.readInts(into: &categorySizes, limit: limits.maxNodes)
            case "leaf_weights": try tokens.readFloats(into: &leafWeights, limit: limits.maxNodes)
            case "tree_param": try decodeParameters(&tokens, limits: limits)
            case "base_weights":
                // Only vector leaves of 2.0 to 3.1 need them, which is known once the tree has been read.
                baseWeightsAhead = tokens
                try tokens.skipValue()
            default: try tokens.skipValue()
            }
        }
        if leafVectorSize != 1, leafWeights.isEmpty, var bookmark = baseWeightsAhead {
            try bookmark.readFloats(into: &baseWeights, limit: limits.maxNodes)
        }
    }

    /// Number of values that a leaf has; 1.x wrote 0 for plain leaves.
    ///
    /// `nil` where the text is no such number.
    var leafVectorSize: Int? {
        guard let text = parameters["size_leaf_vector"] else { return 1 }
        return Int(text).flatMap { $0 < 0 ? nil : max($0, 1) }
    }

    private mutating func decodeParameters(
        _ tokens: inout some XGBoostTokens, limits: Limits
    ) throws(ModelError) {
        try tokens.beginObject()
        while let key = try tokens.nextKey() {
            guard try tokens.peek() == .string else { throw tokens.damaged("a tree's parameter is not a text") }
            parameters[key] = try tokens.readText(maxBytes: limits.maxTextBytes)
            try Limits.check(
                parameters.count, of: "parameters of a tree", atMost: limits.maxHyperparameters,
                format: type(of: tokens).format)
        }
    }

    private mutating func clear() {
        left.removeAll(keepingCapacity: true)
        right.removeAll(keepingCapacity: true)
        conditions.removeAll(keepingCapacity: true)
        features.removeAll(keepingCapacity: true)
        defaultLeft.removeAll(keepingCapacity: true)
        splitTypes.removeAll(keepingCapacity: true)
        categories.removeAll(keepingCapacity: true)
        categoryNodes.removeAll(keepingCapacity: true)
        categoryStarts.removeAll(keepingCapacity: true)
        categorySizes.removeAll(keepingCapacity: true)
        leafWeights.removeAll(keepingCapacity: true)
        baseWeights.removeAll(keepingCapacity: true)
        parameters.removeAll(keepingCapacity: true)
    }
}
