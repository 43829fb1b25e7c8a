/// ``BlockTables`` with every operand as a place in a block's memory: first the constants, one vector each, then the answers of the
/// trees that are worked on together, then the other slots.
public struct PlacedBlocks: Sendable {
    /// A step with its operands as byte offsets.
    public struct Step: Sendable, BitwiseCopyable {
        /// The column's codes.
        public var codes: UInt32
        /// Where the chosen leaf numbers go.
        public var target: UInt32
        /// The left operand.
        public var left: UInt32
        /// The right operand.
        public var right: UInt32
        /// Bytes from one vector of the left operand to the next: none for a constant.
        public var leftStride: UInt8
        /// Bytes from one vector of the right operand to the next: none for a constant.
        public var rightStride: UInt8
        /// The bound as a signed byte.
        public var bound: Int8
    }

    /// Steps in the order of the tables.
    public var steps: [Step] = []
    /// Leaf values, ``leafStride`` a tree.
    public var leaves: [Double]
    /// Places of a tree's leaves.
    public var leafStride: Int
    /// Leaf numbers that are operands.
    public var constantCount: Int
}

extension BlockTables {
    /// Places for the leaves of each tree where the largest has `mostLeaves`.
    public static func leafStride(mostLeaves: Int) -> Int {
        // Few leaves are looked up in registers, which hold 32 or 64.
        if mostLeaves <= 32 { return 32 }
        return mostLeaves <= 64 ? 64 : (mostLeaves + 15) & ~15
    }

    /// Gives every step the places of its operands, and every tree as many places for leaves.
    public func placed(vectorBytes: Int, treesTogether: Int, flip: UInt8) -> PlacedBlocks {
        let trees = leafStart.count - 1
        var most = 1
        for tree in 0..<trees { most = max(most, Int(leafStart[tree + 1] - leafStart[tree])) }
        let leafStride = Self.leafStride(mostLeaves: most)
        var placed = PlacedBlocks(
            leaves: Array(repeating: 0, count: trees * leafStride), leafStride: leafStride, constantCount: most)
        for tree in 0..<trees {
            for leaf in Int(leafStart[tree])..<Int(leafStart[tree + 1]) {
                placed.leaves[tree * leafStride + leaf - Int(leafStart[tree])] = leaves[leaf]
            }
        }
        func slot(_ index: Int) -> UInt32 { UInt32(most * vectorBytes + index * Self.rowsPerBlock) }
        func place(_ operand: Operand) -> UInt32 {
            operand.isLeaf ? UInt32(Int(operand.index) * vectorBytes) : slot(treesTogether + Int(operand.index))
        }
        placed.steps.reserveCapacity(steps.count)
        for tree in 0..<trees {
            let range = Int(stepStart[tree])..<Int(stepStart[tree + 1])
            for index in range {
                let step = steps[index]
                let isLast = index == range.upperBound - 1
                placed.steps.append(
                    PlacedBlocks.Step(
                        codes: UInt32(Int(step.column) * Self.rowsPerBlock),
                        target: isLast ? slot(tree % treesTogether) : slot(treesTogether + Int(step.target)),
                        left: place(step.left), right: place(step.right),
                        leftStride: step.left.isLeaf ? 0 : UInt8(vectorBytes),
                        rightStride: step.right.isLeaf ? 0 : UInt8(vectorBytes),
                        bound: Int8(bitPattern: step.bound ^ flip)))
            }
        }
        return placed
    }
}
