/// What layouts may take beyond the ensemble that they are built from.
///
/// No model is refused for these: a layout that would be over a bound is not built, and one that needs less takes over.
extension Limits {
    /// Columns of category sets at most: every row fills them all, in 8 bytes each.
    static var maxCategoryColumns: Int { 1 << 16 }
    /// Words of the category sets of a layout at most: columns count them in 32 bits.
    static var maxLayoutCategoryWords: Int { Int(Int32.max) }
    /// Bytes that every layout may take, however small the ensemble is.
    static var leastLayoutBytes: Int { 64 << 20 }
    /// Bytes that a layout may take for each byte of the ensemble.
    static var layoutBytesPerByte: Int { 8 }

    /// Whether a layout of `trees` trees of `bytesPerTree` is within its bounds, asked before it takes memory.
    ///
    /// Layouts that give every tree as many places as the largest needs are over them where one tree is much larger than
    /// the rest.
    static func allowLayout(of ensemble: TreeEnsemble, trees: Int, bytesPerTree: Int) -> Bool {
        let (bytes, isTooLarge) = trees.multipliedReportingOverflow(by: bytesPerTree)
        guard !isTooLarge, bytes > leastLayoutBytes else { return !isTooLarge }
        let own = ReferenceLayout(ensemble).memoryBytes
        // Divided rather than multiplied, so that it cannot overflow.
        return (bytes - 1) / layoutBytesPerByte < own
    }
}
