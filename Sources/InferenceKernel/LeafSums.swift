import InferenceTables

/// What a leaf is: `Float` or `Double`.
protocol LeafNumber: BitwiseCopyable, BinaryFloatingPoint {
    var asDouble: Double { get }
    /// Adds the leaves of four trees to the sums of sixteen rows from `row` on, where a tree has at most `stride` leaves and
    /// the instruction level looks so many up at once; otherwise answers false.
    static func lookUpFour(
        _ leaves: Table<Self>, _ stride: Int, _ numbers: Table<Int8>, _ sums: MutableTable<Self>
    ) -> Bool
}

extension LeafNumber {
    @inline(__always)
    static func lookUpFour(
        _ leaves: Table<Self>, _ stride: Int, _ numbers: Table<Int8>, _ sums: MutableTable<Self>
    ) -> Bool { false }
}

extension Float: LeafNumber {
    @inline(__always) var asDouble: Double { Double(self) }
}

extension Double: LeafNumber {
    @inline(__always) var asDouble: Double { self }
}

/// Adds the leaves that leaf numbers name to the sums of a block's rows.
enum LeafSums {
    private static var rows: Int { BlockTables.rowsPerBlock }

    @inline(__always)
    static func addOne<Value: LeafNumber>(
        _ leaves: Table<Value>, _ stride: Int, _ numbers: Table<Int8>, _ sums: MutableTable<Value>
    ) {
        for row in 0..<rows { sums[row] += leaves[Int(UInt8(bitPattern: numbers[row]))] }
    }

    /// Four trees at a time, in tree order, so that a sum is loaded and stored once for four leaves.
    @inline(__always)
    static func addFour<Value: LeafNumber>(
        _ leaves: Table<Value>, _ stride: Int, _ numbers: Table<Int8>, _ sums: MutableTable<Value>
    ) {
        if Value.lookUpFour(leaves, stride, numbers, sums) { return }
        let second = leaves.from(stride), third = leaves.from(2 &* stride), fourth = leaves.from(3 &* stride)
        for row in 0..<rows {
            var sum = sums[row]
            sum += leaves[Int(UInt8(bitPattern: numbers[row]))]
            sum += second[Int(UInt8(bitPattern: numbers[row &+ rows]))]
            sum += third[Int(UInt8(bitPattern: numbers[row &+ 2 &* rows]))]
            sum += fourth[Int(UInt8(bitPattern: numbers[row &+ 3 &* rows]))]
            sums[row] = sum
        }
    }
}
