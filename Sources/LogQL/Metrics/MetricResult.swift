public import Signals

/// The answer to a metric query at an instant.
public struct InstantResult: Sendable {
    /// What kind of answer it is.
    public enum Value: Sendable {
        /// A number without series.
        case scalar(Double)
        /// Ordered by labels, or as `sort`, `topk` and the like order it.
        case vector([InstantSample])
    }

    /// The answer itself.
    public let value: Value
    /// What the query cost.
    public let statistics: QueryStatistics
}

/// The value of one series at the time that was asked for.
public struct InstantSample: Sendable, Equatable {
    /// What identifies the series.
    public let labels: LabelSet
    /// Its value.
    public let value: Double
}

/// The answer to a metric query over a range.
public struct RangeResult: Sendable {
    /// Ordered by labels.
    public let series: [ResultSeries]
    /// What the query cost.
    public let statistics: QueryStatistics
}

/// One series of an answer.
public struct ResultSeries: Sendable {
    /// What identifies the series.
    public let labels: LabelSet
    /// In the order of time; steps without a value are left out.
    public let points: [Point]

    /// A value at a time.
    public struct Point: Sendable, Equatable {
        /// Nanoseconds since 1970.
        public let timestamp: Int64
        /// The value.
        public let value: Double
    }
}
