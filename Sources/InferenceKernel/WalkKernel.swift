public import InferenceTables

/// Rows of any forest by ``WalkTables``: eight trees of one row, or eight rows of one tree, in flight.
public final class WalkKernel: LeafKernel, BatchKernel {
    private let spreader: ValueSpreader
    private let sums: Sums
    private let leaves: Leaves
    private let nodes: Slab<WalkTables.Node>
    private let roots: Slab<Int32>
    private let depths: Slab<Int32>
    private let scratch: ScratchPool

    /// Lays the tables out.
    public init(_ tables: WalkTables, _ sums: SumTables) {
        spreader = ValueSpreader(tables)
        self.sums = Sums(sums)
        leaves = Leaves(LeafValues(tables.leaves, isFloat: sums.isFloat))
        nodes = Slab(tables.nodes)
        roots = Slab(tables.roots)
        depths = Slab(tables.depths)
        scratch = ScratchPool(byteCount: aligned(spreader.columnCount * 8) + Self.inFlight * 8)
    }

    private static var inFlight: Int { WalkTables.walksInFlight }

    /// Bytes that the kernel keeps.
    public var memoryBytes: Int {
        spreader.memoryBytes + sums.memoryBytes + leaves.memoryBytes + nodes.byteCount + roots.byteCount
            + depths.byteCount + scratch.byteCount
    }

    /// Writes one row's margins, without allocating.
    public func margins(row: Span<Double>, into margins: inout MutableSpan<Double>) {
        withViews(row, &margins) { row, margins in
            scratch.withScratch { scratch in
                let values = scratch.view(Double.self, at: 0, count: spreader.columnCount)
                let reached = reached(in: scratch)
                spreader.write(row, values)
                sums.write(margins, every: Self.inFlight) { tree in
                    walkTrees(from: tree, values.readOnly, reached)
                } leaf: { tree in
                    leaf(reached[tree % Self.inFlight])
                }
            }
        }
    }

    /// Writes, for each tree, the reached leaf's index in ``WalkTables/nodes``.
    public func leaves(row: Span<Double>, into nodes: inout MutableSpan<Int32>) {
        withViews(row, &nodes) { row, nodes in
            scratch.withScratch { scratch in
                let values = scratch.view(Double.self, at: 0, count: spreader.columnCount)
                let reached = reached(in: scratch)
                spreader.write(row, values)
                for tree in 0..<sums.treeCount {
                    if tree % Self.inFlight == 0 { walkTrees(from: tree, values.readOnly, reached) }
                    nodes[tree] = Int32(truncatingIfNeeded: reached[tree % Self.inFlight])
                }
            }
        }
    }

    /// Writes the margins of `count` rows of `featureCount` values, row after row.
    public func margins(rows: Span<Double>, featureCount: Int, count: Int, into margins: inout MutableSpan<Double>) {
        let stride = aligned(spreader.columnCount * 8) / 8
        let memory = Slab<Double>(uninitialised: stride * Self.inFlight)
        let values = memory.mutable
        let outputs = sums.outputCount
        withViews(rows, &margins) { rows, margins in
            var first = 0
            while first < count {
                // A block that is not full repeats its last row.
                let size = min(Self.inFlight, count &- first)
                for place in 0..<Self.inFlight {
                    let row = first &+ min(place, size &- 1)
                    spreader.write(rows.from(row &* featureCount), values.from(place &* stride))
                }
                let answers = margins.from(first &* outputs)
                for row in 0..<size {
                    for output in 0..<outputs { answers[row &* outputs &+ output] = sums.base(output) }
                }
                for tree in 0..<sums.treeCount {
                    walkRows(tree, values.readOnly, stride, size, answers)
                }
                first &+= size
            }
        }
    }

    @inline(__always)
    private func reached(in scratch: MutableTable<UInt8>) -> MutableTable<Int> {
        scratch.view(Int.self, at: aligned(spreader.columnCount * 8), count: Self.inFlight)
    }

    @inline(__always)
    private func leaf(_ node: Int) -> Double {
        sums.isFloat ? Double(leaves.asFloat[node]) : leaves.asDouble[node]
    }

    @inline(__always)
    private func step(_ root: Int, _ index: Int, _ values: Table<Double>) -> Int {
        let node = nodes.table[root &+ index]
        return Int(node.left) &+ Int(bit(values[Int(node.column)] >= node.threshold))
    }

    /// Walks eight trees at once to the depth of the deepest; past the last tree, the last again.
    @inline(__always)
    private func walkTrees(from tree: Int, _ values: Table<Double>, _ reached: MutableTable<Int>) {
        let last = sums.treeCount &- 1
        let t1 = min(tree &+ 1, last), t2 = min(tree &+ 2, last), t3 = min(tree &+ 3, last)
        let t4 = min(tree &+ 4, last), t5 = min(tree &+ 5, last), t6 = min(tree &+ 6, last)
        let t7 = min(tree &+ 7, last)
        let roots = roots.table
        let r0 = Int(roots[tree]), r1 = Int(roots[t1]), r2 = Int(roots[t2]), r3 = Int(roots[t3])
        let r4 = Int(roots[t4]), r5 = Int(roots[t5]), r6 = Int(roots[t6]), r7 = Int(roots[t7])
        var i0 = 0, i1 = 0, i2 = 0, i3 = 0, i4 = 0, i5 = 0, i6 = 0, i7 = 0
        let depths = depths.table
        var left = max(max(depths[tree], depths[t1]), max(depths[t2], depths[t3]))
        left = max(left, max(max(depths[t4], depths[t5]), max(depths[t6], depths[t7])))
        while left > 0 {
            i0 = step(r0, i0, values)
            i1 = step(r1, i1, values)
            i2 = step(r2, i2, values)
            i3 = step(r3, i3, values)
            i4 = step(r4, i4, values)
            i5 = step(r5, i5, values)
            i6 = step(r6, i6, values)
            i7 = step(r7, i7, values)
            left &-= 1
        }
        reached[0] = r0 &+ i0
        reached[1] = r1 &+ i1
        reached[2] = r2 &+ i2
        reached[3] = r3 &+ i3
        reached[4] = r4 &+ i4
        reached[5] = r5 &+ i5
        reached[6] = r6 &+ i6
        reached[7] = r7 &+ i7
    }

    /// Walks one tree for eight rows at once and adds the leaves of the first `size`.
    @inline(__always)
    private func walkRows(
        _ tree: Int, _ values: Table<Double>, _ stride: Int, _ size: Int, _ margins: MutableTable<Double>
    ) {
        let root = Int(roots.table[tree])
        var i0 = 0, i1 = 0, i2 = 0, i3 = 0, i4 = 0, i5 = 0, i6 = 0, i7 = 0
        let v1 = values.from(stride), v2 = v1.from(stride), v3 = v2.from(stride), v4 = v3.from(stride)
        let v5 = v4.from(stride), v6 = v5.from(stride), v7 = v6.from(stride)
        var left = depths.table[tree]
        while left > 0 {
            i0 = step(root, i0, values)
            i1 = step(root, i1, v1)
            i2 = step(root, i2, v2)
            i3 = step(root, i3, v3)
            i4 = step(root, i4, v4)
            i5 = step(root, i5, v5)
            i6 = step(root, i6, v6)
            i7 = step(root, i7, v7)
            left &-= 1
        }
        let outputs = sums.outputCount
        let output = sums.output(tree)
        let reached = (i0, i1, i2, i3, i4, i5, i6, i7)
        func add(_ row: Int, _ index: Int) {
            if row < size { sums.add(leaf(root &+ index), to: margins, at: row &* outputs &+ output) }
        }
        add(0, reached.0)
        add(1, reached.1)
        add(2, reached.2)
        add(3, reached.3)
        add(4, reached.4)
        add(5, reached.5)
        add(6, reached.6)
        add(7, reached.7)
    }
}
