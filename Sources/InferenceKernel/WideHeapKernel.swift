#if KERNEL_AVX512
    public import InferenceTables
    import _Builtin_intrinsics.intel

    /// Single rows by ``HeapTables`` of up to 63 splits: all splits of a tree are decided at once, 64 bytes against 64 bytes, and
    /// eight trees follow the bits of their decisions side by side.
    public final class WideHeapKernel: RowKernel {
        /// Splits above a leaf at most: the decisions of a tree are one 64-bit word.
        public static var maxDepth: Int { 6 }
        /// Columns at most: one permutation looks that many codes up.
        public static var maxColumns: Int { 128 }
        private static var size: Int { 1 << maxDepth }

        private let quantiser: ByteQuantiser
        private let sums: Sums
        private let leaves: Leaves
        private let depth: Int
        private let hasManyColumns: Bool
        /// 64 columns a tree, then 64 bounds; node `i` is at `i`.
        private let nodes: Slab<UInt8>
        private let scratch: ScratchPool

        /// Lays the tables out; depth and columns are within the bounds.
        public init(_ quantiser: QuantiserTables, _ tables: HeapTables, _ sums: SumTables) {
            precondition(tables.depth <= Self.maxDepth && quantiser.columnCount <= Self.maxColumns)
            self.quantiser = ByteQuantiser(quantiser)
            self.sums = Sums(sums)
            leaves = Leaves(LeafValues(tables.leaves, isFloat: sums.isFloat))
            depth = tables.depth
            hasManyColumns = quantiser.columnCount > 64
            nodes = Slab(tables.separated(nodesPerTree: Self.size))
            scratch = ScratchPool(byteCount: Self.maxColumns + 2 * 64)
        }

        /// Bytes that the kernel keeps.
        public var memoryBytes: Int {
            quantiser.memoryBytes + sums.memoryBytes + leaves.memoryBytes + nodes.byteCount + scratch.byteCount
        }

        /// Writes one row's margins, without allocating.
        public func margins(row: Span<Double>, into margins: inout MutableSpan<Double>) {
            withViews(row, &margins) { row, margins in
                scratch.withScratch { scratch in
                    quantiser.writeColumns(row, scratch, stride: 1, flip: 0)
                    switch (depth, hasManyColumns) {
                    case (6, false): write(margins, scratch, depth: 6, hasManyColumns: false)
                    case (6, true): write(margins, scratch, depth: 6, hasManyColumns: true)
                    default: write(margins, scratch, depth: depth, hasManyColumns: hasManyColumns)
                    }
                }
            }
        }

        @inline(__always)
        private func write(
            _ margins: MutableTable<Double>, _ scratch: MutableTable<UInt8>, depth: Int, hasManyColumns: Bool
        ) {
            let low = scratch.vector(SIMD64<UInt8>.self, at: 0)
            let high = scratch.vector(SIMD64<UInt8>.self, at: 64)
            let decisions = scratch.view(UInt64.self, at: Self.maxColumns, count: 8)
            let reached = scratch.view(Int.self, at: Self.maxColumns + 64, count: 8)
            let size = 1 << depth
            sums.write(margins, every: HeapTables.treesInFlight) { tree in
                let block = nodes.table.from(tree &* 2 &* Self.size)
                for place in 0..<HeapTables.treesInFlight {
                    let columns = block.vector(SIMD64<UInt8>.self, at: place &* 2 &* Self.size)
                    let bounds = block.vector(SIMD64<UInt8>.self, at: (place &* 2 &+ 1) &* Self.size)
                    let codes = hasManyColumns ? lookUp(columns, in: low, high) : lookUp(columns, in: low)
                    decisions[place] = bits(codes .> bounds)
                }
                let words = decisions.vector(__m512i.self, at: 0)
                let one = __m512i(repeating: 1)
                var index = one
                for _ in 0..<depth {
                    let isRight = _mm512_and_si512(_mm512_srlv_epi64(words, index), one)
                    index = _mm512_add_epi64(_mm512_add_epi64(index, index), isRight)
                }
                reached.store(index, at: 0)
            } leaf: { tree in
                let leaf = tree &* size &+ reached[tree % HeapTables.treesInFlight] &- size
                return sums.isFloat ? Double(leaves.asFloat[leaf]) : leaves.asDouble[leaf]
            }
        }
    }
#endif
