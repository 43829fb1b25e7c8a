/// One tree of a LightGBM model as its lines state it: splits and leaves in arrays of their own.
///
/// A child `c >= 0` is split `c`, `c < 0` is leaf `~c`. One value is reused for all trees, so that its arrays are too.
struct LightGBMTree {
    /// The keys that matter for predictions; gains, weights and counts are left unread.
    enum Key: String, CaseIterable {
        case leafCount = "num_leaves"
        case categoryCount = "num_cat"
        case splitFeature = "split_feature"
        case threshold
        case decisionType = "decision_type"
        case leftChild = "left_child"
        case rightChild = "right_child"
        case leafValue = "leaf_value"
        case categoryBoundaries = "cat_boundaries"
        case categoryWords = "cat_threshold"
        case isLinear = "is_linear"
        case leafConstant = "leaf_const"
        case linearCounts = "num_features"
        case linearFeatures = "leaf_features"
        case linearCoefficients = "leaf_coeff"
    }

    private(set) var leafCount = 0
    private(set) var isLinear = false
    private(set) var splitFeature: [Int] = []
    private(set) var threshold: [Double] = []
    private(set) var decisionType: [Int] = []
    private(set) var leftChild: [Int] = []
    private(set) var rightChild: [Int] = []
    private(set) var leafValue: [Double] = []
    /// Where each category set begins in `categoryWords`, and one past the last; empty without sets.
    private(set) var categoryBoundaries: [Int] = []
    private(set) var categoryWords: [Int] = []
    private(set) var leafConstant: [Double] = []
    /// Number of features of each linear leaf; these lie one after the other in the two lists that follow.
    private(set) var linearCounts: [Int] = []
    private(set) var linearFeatures: [Int] = []
    private(set) var linearCoefficients: [Double] = []

    /// Reads the lines after `Tree=` up to the empty one that ends the tree.
    mutating func read(
        _ lines: inout LineReader, tree: Int, featureCount: Int, limits: Limits
    ) throws(ModelError) {
        var fields = LightGBMTreeFields(bytes: lines.bytes, tree: tree)
        while lines.advance(), !lines.line.isEmpty {
            guard let parts = lines.keyAndValue else {
                throw .lightGBM("line \(lines.number)", "tree \(tree) has a line without `=`")
            }
            try fields.add(parts.key, parts.value)
        }
        leafCount = try fields.integer(.leafCount, in: 1...Int(Int32.max))
        try Limits.check(leafCount, of: "leaves in a tree", atMost: limits.maxNodes, format: .lightGBMText)
        let splits = leafCount - 1
        try fields.integers(.splitFeature, count: splits, in: 0...featureCount - 1, into: &splitFeature)
        try fields.doubles(.threshold, count: splits, allowsInfinity: true, into: &threshold)
        try fields.integers(.decisionType, count: splits, in: 0...15, into: &decisionType)
        try fields.integers(.leftChild, count: splits, in: -leafCount...max(0, splits - 1), into: &leftChild)
        try fields.integers(.rightChild, count: splits, in: -leafCount...max(0, splits - 1), into: &rightChild)
        try fields.doubles(.leafValue, count: leafCount, into: &leafValue)
        try readCategories(fields)
        try readLinearLeaves(fields, featureCount: featureCount)
    }

    private mutating func readCategories(_ fields: LightGBMTreeFields) throws(ModelError) {
        categoryBoundaries.removeAll(keepingCapacity: true)
        categoryWords.removeAll(keepingCapacity: true)
        let sets = try fields.integer(.categoryCount, in: 0...max(0, leafCount - 1))
        guard sets > 0 else { return }
        let bytes = fields.bytes.count
        try fields.integers(.categoryBoundaries, count: sets + 1, in: 0...bytes, into: &categoryBoundaries)
        guard categoryBoundaries[0] == 0, zip(categoryBoundaries, categoryBoundaries.dropFirst()).allSatisfy(<=) else {
            throw fields.error(.categoryBoundaries, "it does not begin with 0 or does not ascend")
        }
        try fields.integers(
            .categoryWords, count: categoryBoundaries[sets], in: 0...Int(UInt32.max), into: &categoryWords)
    }

    private mutating func readLinearLeaves(
        _ fields: LightGBMTreeFields, featureCount: Int
    ) throws(ModelError) {
        isLinear = fields.has(.isLinear) ? try fields.integer(.isLinear, in: 0...1) == 1 : false
        guard isLinear else { return }
        try fields.doubles(.leafConstant, count: leafCount, into: &leafConstant)
        try fields.integers(.linearCounts, count: leafCount, in: 0...featureCount, into: &linearCounts)
        let total = linearCounts.reduce(0, +)
        try fields.integers(.linearFeatures, count: total, in: 0...featureCount - 1, into: &linearFeatures)
        try fields.doubles(.linearCoefficients, count: total, into: &linearCoefficients)
    }
}
