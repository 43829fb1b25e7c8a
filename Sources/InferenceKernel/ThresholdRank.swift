import InferenceTables

extension Table where Element == Float {
    /// The number of a segment's thresholds that are not above a value, by halving without branches; 0 for NaN.
    @inline(__always)
    func rank(_ value: Float) -> UInt8 {
        var below = 0
        var step = QuantiserTables.segmentStride / 2
        while step > 0 {
            below &+= Int(bit(self[below &+ step &- 1] <= value)) &* step
            step /= 2
        }
        return UInt8(truncatingIfNeeded: below)
    }
}

extension Table where Element == Double {
    /// The number of a segment's thresholds that are not above a value, by halving without branches; 0 for NaN.
    @inline(__always)
    func rank(_ value: Double) -> UInt8 {
        var below = 0
        var step = QuantiserTables.segmentStride / 2
        while step > 0 {
            below &+= Int(bit(self[below &+ step &- 1] <= value)) &* step
            step /= 2
        }
        return UInt8(truncatingIfNeeded: below)
    }
}
