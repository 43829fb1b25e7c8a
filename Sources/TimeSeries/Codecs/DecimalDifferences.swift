/// Decimal mantissas in the ways that they are written, to choose from by how many bits they have.
struct DecimalDifferences {
    /// The least mantissa.
    let least: Int64
    /// Of each mantissa but the first: its difference to the one before.
    private(set) var first: [UInt64] = []
    /// Of each mantissa but the first: how much that differs from the difference before.
    private(set) var second: [UInt64] = []
    /// Of each mantissa: how far it is above the least.
    let offsets: [UInt64]
    /// The way with the fewest bits.
    let coding: ValueCoding
    /// The bits of the numbers of that way, without leading zeros.
    let bits: Int

    /// Of at least one mantissa.
    init(_ mantissas: [Int64]) {
        let least = mantissas.min() ?? 0
        self.least = least
        offsets = mantissas.map { UInt64(bitPattern: $0 &- least) }
        first.reserveCapacity(mantissas.count)
        second.reserveCapacity(mantissas.count)
        var (before, slope) = (mantissas.first ?? 0, Int64(0))
        for mantissa in mantissas.dropFirst() {
            let difference = mantissa &- before
            first.append(ZigZag.encode(difference))
            second.append(ZigZag.encode(difference &- slope))
            (before, slope) = (mantissa, difference)
        }
        let ways: [(ValueCoding, Int)] = [
            (.differences, Self.bits(first)), (.secondDifferences, Self.bits(second)), (.offsets, Self.bits(offsets)),
        ]
        (coding, bits) = ways.min { $0.1 < $1.1 } ?? (.differences, 0)
    }

    static func bits(_ numbers: [UInt64]) -> Int { numbers.reduce(0) { $0 + 64 - $1.leadingZeroBitCount } }
}
