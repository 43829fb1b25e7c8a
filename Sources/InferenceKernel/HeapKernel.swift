public import InferenceTables

/// Single rows by ``HeapTables``: eight perfect trees in flight, a step being one comparison without a branch.
public final class HeapKernel: RowKernel {
    private let quantiser: ByteQuantiser
    private let sums: Sums
    private let leaves: Leaves
    private let nodes: Slab<UInt8>
    private let depth: Int
    private let scratch: ScratchPool

    /// Lays the tables out.
    public init(_ quantiser: QuantiserTables, _ tables: HeapTables, _ sums: SumTables) {
        self.quantiser = ByteQuantiser(quantiser)
        self.sums = Sums(sums)
        leaves = Leaves(LeafValues(tables.leaves, isFloat: sums.isFloat))
        nodes = Slab(tables.nodes)
        depth = tables.depth
        scratch = ScratchPool(byteCount: Self.codeBytes + HeapTables.treesInFlight * 8)
    }

    /// Places for codes: a node names its column in one byte.
    private static var codeBytes: Int { 256 }

    /// Bytes that the kernel keeps.
    public var memoryBytes: Int {
        quantiser.memoryBytes + sums.memoryBytes + leaves.memoryBytes + nodes.byteCount + scratch.byteCount
    }

    /// Writes one row's margins, without allocating.
    public func margins(row: Span<Double>, into margins: inout MutableSpan<Double>) {
        withViews(row, &margins) { row, margins in
            scratch.withScratch { scratch in
                quantiser.writeColumns(row, scratch, stride: 1, flip: 0)
                // A depth that the compiler knows lets it unroll the walk.
                switch depth {
                case 6: write(margins, scratch, depth: 6)
                default: write(margins, scratch, depth: depth)
                }
            }
        }
    }

    @inline(__always)
    private func write(_ margins: MutableTable<Double>, _ scratch: MutableTable<UInt8>, depth: Int) {
        let codes = scratch.readOnly
        let reached = scratch.view(Int.self, at: Self.codeBytes, count: HeapTables.treesInFlight)
        let size = 1 << depth
        sums.write(margins, every: HeapTables.treesInFlight) { tree in
            let block = nodes.table.from(tree &* 2 &* size)
            var i0 = 1, i1 = 1, i2 = 1, i3 = 1, i4 = 1, i5 = 1, i6 = 1, i7 = 1
            for _ in 0..<depth {
                i0 = Self.step(block, 0, i0, codes)
                i1 = Self.step(block, 2 &* size, i1, codes)
                i2 = Self.step(block, 4 &* size, i2, codes)
                i3 = Self.step(block, 6 &* size, i3, codes)
                i4 = Self.step(block, 8 &* size, i4, codes)
                i5 = Self.step(block, 10 &* size, i5, codes)
                i6 = Self.step(block, 12 &* size, i6, codes)
                i7 = Self.step(block, 14 &* size, i7, codes)
            }
            reached[0] = i0
            reached[1] = i1
            reached[2] = i2
            reached[3] = i3
            reached[4] = i4
            reached[5] = i5
            reached[6] = i6
            reached[7] = i7
        } leaf: { tree in
            let leaf = tree &* size &+ reached[tree % HeapTables.treesInFlight] &- size
            return sums.isFloat ? Double(leaves.asFloat[leaf]) : leaves.asDouble[leaf]
        }
    }

    /// The child of heap node `index` of the tree that begins at `start`: the sign of `bound - code` is the comparison.
    @inline(__always)
    private static func step(_ nodes: Table<UInt8>, _ start: Int, _ index: Int, _ codes: Table<UInt8>) -> Int {
        let place = start &+ 2 &* index
        let column = Int(nodes[place])
        let bound = Int(nodes[place &+ 1])
        let isRight = UInt(bitPattern: bound &- Int(codes[column])) >> (UInt.bitWidth - 1)
        return 2 &* index &+ Int(bitPattern: isRight)
    }
}
