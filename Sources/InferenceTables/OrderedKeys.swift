extension Float {
    /// An integer that is ordered as the numbers are, with one key for both zeros.
    ///
    /// A NaN has some key; nothing may depend on it.
    @inlinable @inline(__always)
    public var orderedKey: Int32 {
        let bits = Int32(bitPattern: (self + 0).bitPattern)
        return bits ^ ((bits >> 31) & .max)
    }
}

extension Double {
    /// An integer that is ordered as the numbers are, with one key for both zeros.
    ///
    /// A NaN has some key; nothing may depend on it.
    @inlinable @inline(__always)
    public var orderedKey: Int64 {
        let bits = Int64(bitPattern: (self + 0).bitPattern)
        return bits ^ ((bits >> 63) & .max)
    }
}
