public import InferenceTables

/// Many rows by ``BlockTables``: every split of a tree over 256 rows, then the leaves of four trees at a time.
public final class BlockKernel: BatchKernel {
    private static var rows: Int { BlockTables.rowsPerBlock }
    private static var vectorBytes: Int { MemoryLayout<ByteVector>.size }
    /// Trees whose leaves are added together; each has a slot for its leaf numbers.
    static var treesTogether: Int { 4 }
    /// Codes are compared as signed bytes, so their highest bit is turned.
    private static var flip: UInt8 { 0x80 }

    private let quantiser: ByteQuantiser
    private let sums: Sums
    private let leaves: Leaves
    private let leafStride: Int
    private let constantCount: Int
    private let slotCount: Int
    private let steps: Slab<PlacedBlocks.Step>
    private let stepStart: Slab<Int32>

    /// Lays the tables out.
    public init(_ quantiser: QuantiserTables, _ tables: BlockTables, _ sums: SumTables) {
        self.quantiser = ByteQuantiser(quantiser)
        self.sums = Sums(sums)
        let places = tables.placed(vectorBytes: Self.vectorBytes, treesTogether: Self.treesTogether, flip: Self.flip)
        leafStride = places.leafStride
        constantCount = places.constantCount
        slotCount = tables.slotCount + Self.treesTogether
        leaves = Leaves(LeafValues(places.leaves, isFloat: sums.isFloat))
        stepStart = Slab(tables.stepStart)
        steps = Slab(places.steps)
    }

    /// Bytes that the kernel keeps.
    public var memoryBytes: Int {
        quantiser.memoryBytes + sums.memoryBytes + leaves.memoryBytes + steps.byteCount + stepStart.byteCount
    }

    /// Writes the margins of `count` rows of `featureCount` values, row after row.
    public func margins(rows: Span<Double>, featureCount: Int, count: Int, into margins: inout MutableSpan<Double>) {
        let codes = Slab<UInt8>(uninitialised: max(quantiser.columnCount, 1) * Self.rows)
        let numbers = Slab<Int8>(uninitialised: constantCount * Self.vectorBytes + slotCount * Self.rows)
        for leaf in 0..<constantCount {
            let number = ByteVector(repeating: Int8(truncatingIfNeeded: leaf))
            numbers.mutable.store(number, at: leaf * Self.vectorBytes)
        }
        withViews(rows, &margins) { rows, margins in
            if sums.isFloat {
                let accumulators = Slab<Float>(uninitialised: sums.outputCount * Self.rows)
                sumBlocks(
                    rows, featureCount, count, margins, codes.mutable, numbers.mutable, accumulators.mutable,
                    leaves.asFloat)
            } else {
                let accumulators = Slab<Double>(uninitialised: sums.outputCount * Self.rows)
                sumBlocks(
                    rows, featureCount, count, margins, codes.mutable, numbers.mutable, accumulators.mutable,
                    leaves.asDouble)
            }
        }
    }

    @inline(__always)
    private func sumBlocks<Value: LeafNumber>(
        _ rows: Table<Double>, _ featureCount: Int, _ count: Int, _ margins: MutableTable<Double>,
        _ codes: MutableTable<UInt8>, _ numbers: MutableTable<Int8>, _ accumulators: MutableTable<Value>,
        _ leaves: Table<Value>
    ) {
        let outputs = sums.outputCount
        let firstSlot = constantCount * Self.vectorBytes
        var first = 0
        while first < count {
            let size = min(Self.rows, count &- first)
            quantiser.writeBlock(
                rows.from(first &* featureCount), rowWidth: featureCount, count: size, codes, stride: Self.rows,
                flip: Self.flip)
            for output in 0..<outputs {
                let base = Value(sums.base(output))
                for row in 0..<Self.rows { accumulators[output &* Self.rows &+ row] = base }
            }
            var tree = 0
            while tree < sums.treeCount {
                let together = min(Self.treesTogether, sums.treeCount &- tree)
                evaluate(from: tree, to: tree &+ together, codes.readOnly, numbers)
                if together == 4 && isOneOutput(tree) {
                    LeafSums.addFour(
                        leaves.from(tree &* leafStride), leafStride, numbers.readOnly.from(firstSlot),
                        accumulators.from(sums.output(tree) &* Self.rows))
                } else {
                    for place in 0..<together {
                        LeafSums.addOne(
                            leaves.from((tree &+ place) &* leafStride), leafStride,
                            numbers.readOnly.from(firstSlot &+ place &* Self.rows),
                            accumulators.from(sums.output(tree &+ place) &* Self.rows))
                    }
                }
                tree &+= together
            }
            for row in 0..<size {
                for output in 0..<outputs {
                    margins[(first &+ row) &* outputs &+ output] =
                        accumulators[output &* Self.rows &+ row].asDouble
                }
            }
            first &+= size
        }
    }

    /// Whether four trees from `tree` on add to the same output.
    @inline(__always)
    private func isOneOutput(_ tree: Int) -> Bool {
        let output = sums.output(tree)
        return sums.outputCount == 1
            || (sums.output(tree &+ 1) == output && sums.output(tree &+ 2) == output
                && sums.output(tree &+ 3) == output)
    }

    /// Leaves the rows' leaf numbers of up to four trees in their slots.
    @inline(__always)
    private func evaluate(from first: Int, to end: Int, _ codes: Table<UInt8>, _ numbers: MutableTable<Int8>) {
        let steps = steps.table
        for index in Int(stepStart.table[first])..<Int(stepStart.table[end]) {
            let step = steps[index]
            let bound = ByteVector(repeating: step.bound)
            var offset = 0
            var left = Int(step.left), right = Int(step.right)
            while offset < Self.rows {
                let isRight = codes.vector(ByteVector.self, at: Int(step.codes) &+ offset) .> bound
                let chosen = choose(
                    numbers.vector(ByteVector.self, at: left), numbers.vector(ByteVector.self, at: right),
                    where: isRight)
                numbers.store(chosen, at: Int(step.target) &+ offset)
                offset &+= Self.vectorBytes
                left &+= Int(step.leftStride)
                right &+= Int(step.rightStride)
            }
        }
    }
}
