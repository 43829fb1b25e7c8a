/// How an engine evaluates.
public struct EngineOptions: Sendable {
    /// Milliseconds that an instant selector looks back; the sample exactly so old is out.
    public var lookback = Limits.lookback
    /// Milliseconds between the evaluations of a subquery that names no step.
    public var defaultSubqueryStep: Int64 = 60_000
    /// Samples and values of steps held at once.
    public var maximumSamples = Limits.samples
    /// Series loaded by one query.
    public var maximumSeries = Limits.series
    /// Points of one series of a range query.
    public var maximumPoints = Limits.pointsPerSeries
    /// Whether `__name__` is dropped at the end instead of at each operation, Prometheus's experimental
    /// `promql-delayed-name-removal`.
    public var delaysNameRemoval = false
    /// What the parser accepts.
    public var parser = ParserOptions()

    /// The options that Prometheus has by default.
    public init() {}
}
