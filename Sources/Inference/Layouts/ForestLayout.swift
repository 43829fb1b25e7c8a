/// A way to keep and walk the trees of one model.
///
/// All of them answer the same bits as ``ReferenceWalk``.
///
/// Callers have checked the lengths: a row is `featureCount` values, an answer `outputCount`.
protocol ForestLayout: Sendable {
    /// The layout's name and instruction level.
    var title: String { get }
    /// Bytes that the layout keeps.
    var memoryBytes: Int { get }
    /// Writes one row's margins.
    func margins(row: Span<Double>, into margins: inout MutableSpan<Double>)
    /// Writes many rows' margins, row after row.
    func margins(rows: Span<Double>, count: Int, into margins: inout MutableSpan<Double>)
}
