internal import JSONText

/// Reads the document of a saved model from its tokens.
///
/// Unknown members are checked and skipped: newer versions of the library add some, and none that changes an answer without
/// changing a member that is read here.
struct XGBoostDecoder<Tokens: XGBoostTokens> {
    private var tokens: Tokens
    private let limits: Limits
    private var document = XGBoostDocument()
    private var tree = XGBoostTree()

    /// Decodes a whole file.
    ///
    /// - Throws: ``ModelError`` with the byte, or the tree and node, where the file is damaged or over a limit.
    static func decode(_ tokens: Tokens, limits: Limits) throws(ModelError) -> XGBoostDocument {
        var decoder = XGBoostDecoder(tokens: tokens, limits: limits)
        try decoder.decodeFile()
        try decoder.tokens.finish()
        return decoder.document
    }

    private init(tokens: Tokens, limits: Limits) {
        self.tokens = tokens
        self.limits = limits
    }

    private mutating func decodeFile() throws(ModelError) {
        var hasLearner = false
        try tokens.beginObject()
        while let key = try tokens.nextKey() {
            switch key {
            case "learner":
                hasLearner = true
                try decodeLearner()
            case "version": try tokens.readInts(into: &document.version, limit: 3)
            default: try tokens.skipValue()
            }
        }
        guard hasLearner else {
            throw .malformed(
                format: Tokens.format, location: "the document",
                reason: "it has no learner: is it a saved XGBoost model?")
        }
    }

    private mutating func decodeLearner() throws(ModelError) {
        try tokens.beginObject()
        while let key = try tokens.nextKey() {
            switch key {
            case "attributes": try decodeParameters(into: \.attributes)
            case "feature_names": try decodeFeatureNames()
            case "gradient_booster": try decodeBooster()
            case "learner_model_param": try decodeParameters(into: \.learner)
            case "objective": try decodeObjective()
            default: try tokens.skipValue()
            }
        }
    }

    private mutating func decodeFeatureNames() throws(ModelError) {
        try tokens.beginArray()
        while try tokens.nextElement() {
            try Limits.check(
                document.featureNames.count + 1, of: "feature names", atMost: limits.maxFeatures, format: Tokens.format)
            document.featureNames.append(try tokens.readText(maxBytes: limits.maxTextBytes))
        }
    }

    private mutating func decodeObjective() throws(ModelError) {
        try tokens.beginObject()
        while let key = try tokens.nextKey() {
            if key == "name" {
                document.objective = try tokens.readText(maxBytes: limits.maxTextBytes)
            } else if try tokens.peek() == .object {
                try decodeParameters(into: \.parameters)
            } else {
                try tokens.skipValue()
            }
        }
    }

    /// Keeps the texts of a flat object; XGBoost writes all parameters as text.
    private mutating func decodeParameters(
        into path: WritableKeyPath<XGBoostDocument, [String: String]>
    ) throws(ModelError) {
        try tokens.beginObject()
        while let key = try tokens.nextKey() {
            guard try tokens.peek() == .string else {
                try tokens.skipValue()
                continue
            }
            document[keyPath: path][key] = try tokens.readText(maxBytes: limits.maxTextBytes)
            try Limits.check(
                document[keyPath: path].count, of: "parameters", atMost: limits.maxHyperparameters,
                format: Tokens.format)
        }
    }

    // MARK: Booster

    /// `gbtree` has its model here; `dart` has a whole `gbtree` in it, beside the trees' weights.
    private mutating func decodeBooster() throws(ModelError) {
        try tokens.beginObject()
        while let key = try tokens.nextKey() {
            switch key {
            case "name": document.booster = try tokens.readText(maxBytes: limits.maxTextBytes)
            case "model": try decodeTrees()
            case "gbtree": try decodeInnerBooster()
            case "weight_drop": try tokens.readFloats(into: &document.weightDrop, limit: limits.maxTrees)
            default: try tokens.skipValue()
            }
        }
    }

    private mutating func decodeInnerBooster() throws(ModelError) {
        try tokens.beginObject()
        while let key = try tokens.nextKey() {
            if key == "model" { try decodeTrees() } else { try tokens.skipValue() }
        }
    }

    private mutating func decodeTrees() throws(ModelError) {
        try tokens.beginObject()
        while let key = try tokens.nextKey() {
            switch key {
            case "gbtree_model_param": try decodeParameters(into: \.parameters)
            case "tree_info": try tokens.readInts(into: &document.treeInfo, limit: limits.maxTrees)
            case "trees":
                guard !document.hasTrees else { throw tokens.damaged("the model has trees in two places") }
                document.hasTrees = true
                try tokens.beginArray()
                while try tokens.nextElement() {
                    try tree.decode(&tokens, limits: limits)
                    try document.forest.append(tree, format: Tokens.format, limits: limits)
                }
            default: try tokens.skipValue()
            }
        }
    }
}
