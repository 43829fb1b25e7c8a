/// Trees as straight programs over blocks of rows: every split of a tree is evaluated for all rows of a block, each as one
/// comparison and one choice between its children's leaf numbers, children before parents.
public struct BlockTables: Sendable, Equatable {
    /// Rows of a block.
    @inlinable public static var rowsPerBlock: Int { 256 }
    /// Leaves of a tree at most: leaf numbers are bytes.
    @inlinable public static var maxLeaves: Int { 256 }

    /// Where the leaf numbers of a subtree are: a slot with one number a row, or a constant.
    public struct Operand: Sendable, Equatable {
        /// The slot or, for a constant, the leaf's number.
        public var index: UInt16
        /// Whether the subtree is a single leaf.
        public var isLeaf: Bool

        /// Makes an operand.
        public init(index: UInt16, isLeaf: Bool) {
            self.index = index
            self.isLeaf = isLeaf
        }
    }

    /// `slot[target] = code[column] > bound ? right : left`, for every row of the block.
    public struct Step: Sendable, Equatable {
        /// The column that is compared.
        public var column: UInt16
        /// The bound.
        public var bound: UInt8
        /// The slot that is written.
        public var target: UInt16
        /// The left child's leaf numbers.
        public var left: Operand
        /// The right child's leaf numbers.
        public var right: Operand

        /// Makes a step.
        public init(column: UInt16, bound: UInt8, target: UInt16, left: Operand, right: Operand) {
            self.column = column
            self.bound = bound
            self.target = target
            self.left = left
            self.right = right
        }
    }

    /// Steps of all trees, at least one a tree; the last one's target is the tree's answer.
    public var steps: [Step]
    /// Each tree's first step, and one past the last.
    public var stepStart: [Int32]
    /// Slots that a tree needs at most.
    public var slotCount: Int
    /// Leaf values in the order of leaf numbers.
    public var leaves: [Double]
    /// Each tree's first leaf, and one past the last.
    public var leafStart: [Int32]

    /// Makes the tables.
    public init(steps: [Step], stepStart: [Int32], slotCount: Int, leaves: [Double], leafStart: [Int32]) {
        self.steps = steps
        self.stepStart = stepStart
        self.slotCount = slotCount
        self.leaves = leaves
        self.leafStart = leafStart
    }
}
