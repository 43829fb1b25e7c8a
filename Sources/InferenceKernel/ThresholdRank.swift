import InferenceTables

// The number of a segment's thresholds that are not above a value: how many of the sixteen pivots (each the last of sixteen
// thresholds) are not above, then how many within the next sixteen. Values and thresholds are compared by their ordered
// integer keys, because an unused place must count for no value. Unused places hold the greatest
// key; the last pivot is always unused.

/// Thresholds that are compared at once: a segment is as many times as many.
private let fan = 16

extension Table where Element == Int32 {
    /// The rank of a value's key in the segment whose thresholds' keys begin at an index.
    @inline(__always)
    func rank(_ key: Int32, from first: Int, pivots: Table<Int32>) -> UInt8 {
        // The key of a NaN may equal the greatest.
        let block = min(pivots.notAbove(key, from: first / fan), fan - 1)
        return UInt8(truncatingIfNeeded: block &* fan &+ notAbove(key, from: first &+ block &* fan))
    }

    @inline(__always)
    private func notAbove(_ key: Int32, from first: Int) -> Int {
        #if KERNEL_AVX2 || KERNEL_AVX512
            let low = above(vector(SIMD8<Int32>.self, at: first), key)
            let high = above(vector(SIMD8<Int32>.self, at: first &+ 8), key)
            return fan &- (low | high << 8).nonzeroBitCount
        #else
            return halving(key, from: first)
        #endif
    }
}

extension Table where Element == Int64 {
    /// The rank of a value's key in the segment whose thresholds' keys begin at an index.
    @inline(__always)
    func rank(_ key: Int64, from first: Int, pivots: Table<Int64>) -> UInt8 {
        // The key of a NaN may equal the greatest.
        let block = min(pivots.notAbove(key, from: first / fan), fan - 1)
        return UInt8(truncatingIfNeeded: block &* fan &+ notAbove(key, from: first &+ block &* fan))
    }

    @inline(__always)
    private func notAbove(_ key: Int64, from first: Int) -> Int {
        #if KERNEL_AVX2 || KERNEL_AVX512
            let a = above(vector(SIMD4<Int64>.self, at: first), key)
            let b = above(vector(SIMD4<Int64>.self, at: first &+ 4), key)
            let c = above(vector(SIMD4<Int64>.self, at: first &+ 8), key)
            let d = above(vector(SIMD4<Int64>.self, at: first &+ 12), key)
            return fan &- (a | b << 4 | c << 8 | d << 12).nonzeroBitCount
        #else
            return halving(key, from: first)
        #endif
    }
}

extension Table where Element: Comparable {
    /// How many of sixteen rising places are not above a value, by halving without branches.
    @inline(__always)
    fileprivate func halving(_ value: Element, from first: Int) -> Int {
        var below = Int(bit(self[first &+ 7] <= value)) &* 8
        below &+= Int(bit(self[first &+ below &+ 3] <= value)) &* 4
        below &+= Int(bit(self[first &+ below &+ 1] <= value)) &* 2
        below &+= Int(bit(self[first &+ below] <= value))
        return below &+ Int(bit(self[first &+ below] <= value))
    }
}
