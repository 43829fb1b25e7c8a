/// Trees laid out for one row at a time.
///
/// Callers have checked the lengths: a row is one value a feature, the margins one an output.
public protocol RowKernel: AnyObject, Sendable {
    /// Bytes that the kernel keeps.
    var memoryBytes: Int { get }
    /// Writes one row's margins, without allocating.
    func margins(row: Span<Double>, into margins: inout MutableSpan<Double>)
}

/// Trees laid out for many rows at a time.
///
/// Callers have checked the lengths: `count` rows of one value a feature, margins of one value an output each.
public protocol BatchKernel: AnyObject, Sendable {
    /// Bytes that the kernel keeps.
    var memoryBytes: Int { get }
    /// Writes the margins of `count` rows of `featureCount` values, row after row.
    func margins(rows: Span<Double>, featureCount: Int, count: Int, into margins: inout MutableSpan<Double>)
}

/// A kernel that says which leaves a row reaches, for leaves that are not constants.
public protocol LeafKernel: RowKernel {
    /// Writes, for each tree, the reached leaf's index in ``WalkTables/nodes``.
    func leaves(row: Span<Double>, into nodes: inout MutableSpan<Int32>)
}
