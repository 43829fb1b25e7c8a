/// The samples of one series: a column of timestamps and one or more columns of values beside it.
public struct SeriesColumns: Sendable {
    /// Which series.
    public let id: UInt32
    /// Milliseconds since 1970, strictly ascending.
    public var times: [Int64]
    /// Each as long as `times`: one for samples as they came, six for a roll-up, in the order of ``RollupColumn``.
    public var values: [[Double]]

    /// Columns as they are; ``BlockBuilder`` checks them.
    public init(id: UInt32, times: [Int64], values: [[Double]]) {
        self.id = id
        self.times = times
        self.values = values
    }
}
