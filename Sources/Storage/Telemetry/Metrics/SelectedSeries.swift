public import Signals
public import TimeSeries

/// What to read.
public struct MetricSelection: Sendable {
    /// All of them must hold; none selects every series.
    public var matchers: [LabelMatcher]
    /// Milliseconds since 1970, both ends included.
    public var from: Int64
    /// See ``from``.
    public var through: Int64
    /// How finely; see ``Resolution/coarsest(step:range:)``.
    public var resolution: Resolution
    /// What a roll-up tells; raw samples are what they are.
    public var column: RollupColumn
    /// Samples that may be read; nil for the bound of the database.
    public var maximumSamples: Int?
    /// Series that may fulfil the conditions; nil for as many as there are.
    public var maximumSeries: Int?

    /// What to read; without a resolution, samples as they came.
    public init(
        _ matchers: [LabelMatcher], from: Int64, through: Int64, resolution: Resolution = .raw,
        column: RollupColumn = .last, maximumSamples: Int? = nil, maximumSeries: Int? = nil
    ) {
        self.matchers = matchers
        self.from = from
        self.through = through
        self.resolution = resolution
        self.column = column
        self.maximumSamples = maximumSamples
        self.maximumSeries = maximumSeries
    }
}

/// A series and its samples.
public struct SelectedSeries: Sendable {
    /// What names the series.
    public let labels: LabelSet
    /// Milliseconds since 1970, strictly ascending; series of one scrape share the memory.
    public let timestamps: [Int64]
    /// One for each timestamp, stale markers among them.
    public let values: [Double]
}
