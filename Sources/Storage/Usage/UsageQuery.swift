/// What a report of usage is asked for.
public struct UsageQuery: Sendable, Hashable {
    /// Which time a report is about.
    public enum Period: Sendable, Hashable {
        /// Whole UTC days since 1970-01-01, from the days, which are kept long.
        case days(ClosedRange<Int64>)

        /// Whole minutes since 1970-01-01T00:00:00Z, from the minutes, which are kept for a shorter time.
        case minutes(Range<Int64>)
    }

    /// The time.
    public var period: Period

    /// What rows are grouped by, in the order in which they are sorted and shown; none for one row of everything.
    public var dimensions: [UsageDimension]

    /// Only the usage of this account.
    public var userID: Int64?

    /// Groups that are answered at most; never more than ``Limits/usageReportRows``.
    public var limit: Int

    /// Groups that are left out at the front.
    public var offset: Int

    /// A query from its parts.
    public init(
        _ period: Period, by dimensions: [UsageDimension], userID: Int64? = nil, limit: Int, offset: Int = 0
    ) {
        self.period = period
        self.dimensions = dimensions
        self.userID = userID
        self.limit = limit
        self.offset = offset
    }
}
