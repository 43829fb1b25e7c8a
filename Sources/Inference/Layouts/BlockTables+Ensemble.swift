internal import InferenceTables

extension BlockTables {
    /// Turns every tree into steps; `nil` where a tree has more than ``maxLeaves``, or where places for as many leaves in every
    /// tree take too many bytes.
    init?(_ ensemble: TreeEnsemble, _ columns: ByteColumns) {
        let mostLeaves = ensemble.mostLeaves
        let bytesPerTree = Self.leafStride(mostLeaves: mostLeaves) * MemoryLayout<Double>.stride
        guard mostLeaves <= Self.maxLeaves,
            Limits.allowLayout(of: ensemble, trees: ensemble.treeCount, bytesPerTree: bytesPerTree)
        else { return nil }
        self.init(steps: [], stepStart: [0], slotCount: 1, leaves: [], leafStart: [0])
        for tree in 0..<ensemble.treeCount {
            append(ensemble, columns, tree: tree, LeafNumbers(ensemble, tree: tree))
        }
    }

    private mutating func append(
        _ ensemble: TreeEnsemble, _ columns: ByteColumns, tree: Int, _ numbers: LeafNumbers
    ) {
        let start = Int(ensemble.treeStart[tree])
        let nodes = start..<Int(ensemble.treeStart[tree + 1])
        for node in nodes where ensemble.kind[node] == .leaf {
            // Filled by number below: the order of nodes is not the order of leaves.
            leaves.append(ensemble.leafValue[node])
        }
        for node in nodes where ensemble.kind[node] == .leaf {
            leaves[Int(leafStart[tree]) + numbers.first[node - start]] = ensemble.leafValue[node]
        }
        leafStart.append(Int32(leaves.count))

        var operand = [Operand](repeating: Operand(index: 0, isLeaf: true), count: nodes.count)
        var slots = SlotAllocator()
        // Children come after their parents, so backwards every child is ready before its parent.
        for node in nodes.reversed() {
            guard ensemble.kind[node] != .leaf else {
                operand[node - start] = Operand(index: UInt16(numbers.first[node - start]), isLeaf: true)
                continue
            }
            let left = operand[Int(ensemble.left[node]) - start]
            let right = operand[Int(ensemble.right[node]) - start]
            if !left.isLeaf { slots.release(left.index) }
            if !right.isLeaf { slots.release(right.index) }
            let target = slots.take()
            operand[node - start] = Operand(index: target, isLeaf: false)
            steps.append(
                Step(
                    column: UInt16(columns.column[node]), bound: columns.bound[node], target: target, left: left,
                    right: right))
        }
        if nodes.count == 1 {
            // A single leaf: whatever is compared, its number is 0.
            let leaf = Operand(index: 0, isLeaf: true)
            steps.append(Step(column: 0, bound: 0, target: 0, left: leaf, right: leaf))
        }
        slotCount = max(slotCount, slots.count)
        stepStart.append(Int32(steps.count))
    }

    /// Slots that are free again are taken first, so that they stay in the nearest cache.
    private struct SlotAllocator {
        private var free: [UInt16] = []
        private(set) var count = 0

        mutating func take() -> UInt16 {
            if let slot = free.popLast() { return slot }
            count += 1
            return UInt16(count - 1)
        }

        mutating func release(_ slot: UInt16) { free.append(slot) }
    }
}
