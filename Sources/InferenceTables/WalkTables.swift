/// Trees of any size as nodes that compare values with thresholds, walked several at a time.
///
/// A row is first spread over columns, so that a missing value needs no branch: right when `value >= threshold`, and NaN, which
/// is never, goes left. A leaf points at itself with a threshold that nothing reaches.
public struct WalkTables: Sendable, Equatable {
    /// Rows or trees that are walked side by side.
    @inlinable public static var walksInFlight: Int { 8 }

    /// What a column makes of a value that is missing.
    public enum Missing: UInt8, Sendable {
        /// NaN stays NaN.
        case nanLeft = 0
        /// NaN becomes infinity.
        case nanRight = 1
        /// NaN becomes zero.
        case nanIsZero = 2
        /// NaN and values near zero become NaN.
        case zeroLeft = 3
        /// NaN and values near zero become infinity.
        case zeroRight = 4
    }

    /// A feature with a treatment of what is missing.
    public struct Column: Sendable, Equatable, Hashable {
        /// The feature.
        public var feature: Int32
        /// The treatment.
        public var missing: Missing

        /// Makes a column.
        public init(feature: Int32, missing: Missing) {
            self.feature = feature
            self.missing = missing
        }
    }

    /// A split, or a leaf that leads to itself.
    public struct Node: Sendable, Equatable, BitwiseCopyable {
        /// The least value that goes right; NaN for none.
        public var threshold: Double
        /// The column that is compared.
        public var column: UInt32
        /// The left child within the tree; the right one follows it.
        public var left: UInt32

        /// Makes a node.
        public init(threshold: Double, column: UInt32, left: UInt32) {
            self.threshold = threshold
            self.column = column
            self.left = left
        }
    }

    /// Whether values are rounded to `Float` before they are compared.
    public var isFloat: Bool
    /// The distance from zero within which a value is missing where a column says so.
    public var zeroBound: Double
    /// Columns of values, before those of category sets.
    public var columns: [Column]
    /// Columns of category sets: 0 for the left side, 1 for the right.
    public var categories: [QuantiserTables.CategoryColumn]
    /// The words of all sets.
    public var categoryWords: [UInt32]
    /// Nodes of all trees.
    public var nodes: [Node]
    /// Leaf values, one a node.
    public var leaves: [Double]
    /// Each tree's root.
    public var roots: [Int32]
    /// Steps from each tree's root to its deepest leaf.
    public var depths: [Int32]

    /// Makes the tables.
    public init(
        isFloat: Bool, zeroBound: Double, columns: [Column], categories: [QuantiserTables.CategoryColumn],
        categoryWords: [UInt32], nodes: [Node], leaves: [Double], roots: [Int32], depths: [Int32]
    ) {
        self.isFloat = isFloat
        self.zeroBound = zeroBound
        self.columns = columns
        self.categories = categories
        self.categoryWords = categoryWords
        self.nodes = nodes
        self.leaves = leaves
        self.roots = roots
        self.depths = depths
    }

    /// The feature of each value column.
    public var columnFeatures: [Int32] { columns.map(\.feature) }
    /// The treatment of each value column, by its raw value.
    public var columnTreatments: [UInt8] { columns.map(\.missing.rawValue) }
}
