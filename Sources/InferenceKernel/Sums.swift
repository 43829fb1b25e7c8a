import InferenceTables

/// Sums of leaves in tree order, in the number format of the model's library.
struct Sums: ~Copyable, Sendable {
    let outputCount: Int
    let treeCount: Int
    let isFloat: Bool
    private let base: Slab<Double>
    private let treeOutput: Slab<Int32>

    init(_ tables: SumTables) {
        outputCount = tables.base.count
        treeCount = tables.treeOutput.count
        isFloat = tables.isFloat
        base = Slab(tables.base)
        treeOutput = Slab(tables.treeOutput)
    }

    var memoryBytes: Int { base.byteCount + treeOutput.byteCount }

    @inline(__always)
    func base(_ output: Int) -> Double { base.table[output] }

    @inline(__always)
    func output(_ tree: Int) -> Int { Int(treeOutput.table[tree]) }

    /// Writes the margins of a row whose leaf in each tree is `leaf(tree)`.
    ///
    /// Before every `step` trees, `prepare` is called with the first of them. Adding is one long chain, which the processor overlaps with the next preparation.
    @inline(__always)
    func write(
        _ margins: MutableTable<Double>, every step: Int, prepare: (Int) -> Void, leaf: (Int) -> Double
    ) {
        if outputCount == 1 && isFloat {
            var sum = Float(base(0))
            forEachTree(every: step, prepare) { sum += Float(leaf($0)) }
            margins[0] = Double(sum)
        } else if outputCount == 1 {
            var sum = base(0)
            forEachTree(every: step, prepare) { sum += leaf($0) }
            margins[0] = sum
        } else {
            for output in 0..<outputCount { margins[output] = base(output) }
            forEachTree(every: step, prepare) { add(leaf($0), to: margins, at: output($0)) }
        }
    }

    @inline(__always)
    private func forEachTree(every step: Int, _ prepare: (Int) -> Void, _ body: (Int) -> Void) {
        var first = 0
        while first < treeCount {
            prepare(first)
            for tree in first..<min(first &+ step, treeCount) { body(tree) }
            first &+= step
        }
    }

    /// Adds a leaf to a margin.
    ///
    /// A `Float` sum is kept as its exact `Double`.
    @inline(__always)
    func add(_ leaf: Double, to margins: MutableTable<Double>, at index: Int) {
        margins[index] = isFloat ? Double(Float(margins[index]) + Float(leaf)) : margins[index] + leaf
    }
}

/// Leaf values in the number format of the model's sums.
struct Leaves: ~Copyable, Sendable {
    private let floats: Slab<Float>
    private let doubles: Slab<Double>

    init(_ values: LeafValues) {
        floats = Slab(values.floats)
        doubles = Slab(values.doubles)
    }

    var memoryBytes: Int { floats.byteCount + doubles.byteCount }
    @inline(__always) var asFloat: Table<Float> { floats.table }
    @inline(__always) var asDouble: Table<Double> { doubles.table }
}
