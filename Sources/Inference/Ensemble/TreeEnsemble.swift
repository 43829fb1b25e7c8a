/// Every tree of a model as flat, parallel arrays: what all formats are parsed into and all layouts are built from.
///
/// Node `i` is one position in the node arrays; tree `t` owns the nodes `treeStart[t] ..< treeStart[t + 1]` and its root
/// is the first of them. Children are indices into the same arrays, in the same tree and always greater than their
/// parent's, and every node but a root is the child of exactly one other: so every walk ends, and no node is dead.
/// ``EnsembleValidator`` proves these relations, and those that the properties state, before anything walks.
public struct TreeEnsemble: Sendable, Equatable {
    /// In which number format inputs are compared and leaves are summed.
    public enum Precision: Sendable, Equatable {
        /// XGBoost: the input is rounded to `Float` first; left when `x < threshold`; sums in `Float` in tree order.
        ///
        /// NaN is missing at every split, zero at none; there are no linear leaves, and the divisor is 1.
        case float32
        /// LightGBM: left when `x <= threshold`; sums in `Double` in tree order.
        case float64
    }

    /// What a node is.
    public enum NodeKind: UInt8, Sendable {
        case leaf = 0
        /// Compares the feature with the threshold.
        case numeric = 1
        /// Asks whether the feature, truncated to an integer, is in a category set.
        case categorical = 2
    }

    /// What counts as missing at a split, and where it then goes.
    public struct MissingRule: OptionSet, Sendable, Hashable {
        /// The rule's bits.
        public let rawValue: UInt8
        /// Makes a rule of its bits.
        public init(rawValue: UInt8) { self.rawValue = rawValue }
        /// A missing value goes to the left child; without this, to the right.
        public static let defaultLeft = MissingRule(rawValue: 1)
        /// NaN is missing.
        ///
        /// Without this, NaN is read as zero before anything else (LightGBM's `none` and `zero`). Categorical splits
        /// always have it.
        public static let nanIsMissing = MissingRule(rawValue: 2)
        /// Values within ``TreeEnsemble/zeroBound`` of zero are missing (LightGBM's `zero_as_missing`).
        ///
        /// Categorical splits never have it.
        public static let zeroIsMissing = MissingRule(rawValue: 4)
    }

    /// Which categories a categorical split lists: bit `c % 32` of word `c / 32`.
    public struct CategorySet: Sendable, Hashable {
        /// The set's words, least significant bit first.
        public var words: [UInt32]
        /// Members go left (LightGBM); without this, they go right (XGBoost).
        ///
        /// Every other number goes to the other side, whatever it is; NaN goes where the split's missing rule says.
        public var membersGoLeft: Bool

        /// Makes the set of the categories whose bits are set in `words`.
        public init(words: [UInt32], membersGoLeft: Bool) {
            self.words = words
            self.membersGoLeft = membersGoLeft
        }
    }

    /// A leaf that answers `constant + sum(coefficient * x[feature])`, added up from the left.
    ///
    /// Where one of the features is NaN, it answers the node's plain leaf value instead.
    public struct LinearLeaf: Sendable, Hashable {
        /// What the sum starts from.
        public var constant: Double
        /// The features, one a coefficient.
        public var features: [Int32]
        /// What each feature is multiplied by.
        public var coefficients: [Double]
    }

    /// The distance from zero within which LightGBM takes a value for zero: its `1e-35f`, widened.
    public static let zeroBound = Double(Float(1e-35))

    /// The number format of comparisons and sums, and with it the library whose rules hold.
    public var precision: Precision
    /// Number of values in an input row, at least one.
    public var featureCount: Int
    /// Number of sums (margins) that a row has: classes or targets.
    public var outputCount: Int
    /// What each sum starts from, one an output.
    ///
    /// Always finite. Exactly representable as `Float` where `precision` is `.float32`.
    public var baseMargins: [Double]
    /// What the margins are divided by on their way into the link: LightGBM's random forest mode averages, else it is 1.
    ///
    /// The margins themselves stay sums, as LightGBM's raw scores do.
    public var divisor: Int

    /// Where each tree's nodes begin, and one past the last: `treeCount + 1` entries.
    public var treeStart: [Int32]
    /// The output that each tree adds to.
    public var treeOutput: [Int32]

    /// What each node is.
    public var kind: [NodeKind]
    /// The feature that a split reads; -1 at leaves.
    public var feature: [Int32]
    /// The threshold of a numeric split, never NaN; 0 elsewhere.
    ///
    /// Exactly representable as `Float` where `precision` is `.float32`.
    public var threshold: [Double]
    /// The missing rule of a split; empty at leaves.
    public var missing: [MissingRule]
    /// The left child of a split; -1 at leaves.
    public var left: [Int32]
    /// The right child of a split; -1 at leaves.
    public var right: [Int32]
    /// What a leaf adds, always finite; 0 at splits.
    ///
    /// Exactly representable as `Float` where `precision` is `.float32`.
    public var leafValue: [Double]
    /// Index into `categorySets` of a categorical split, index into `linearLeaves` of a linear leaf; -1 elsewhere.
    public var extra: [Int32]

    /// The sets of the categorical splits; several splits may share one.
    public var categorySets: [CategorySet]
    /// The linear leaves, in LightGBM's linear trees only.
    public var linearLeaves: [LinearLeaf]

    /// Number of trees.
    public var treeCount: Int { treeOutput.count }
    /// Number of nodes, splits and leaves, of all trees.
    public var nodeCount: Int { kind.count }
}
