public import Signals

/// A value at a time, in milliseconds since 1970.
public struct MetricSample: Hashable, Sendable {
    /// Since 1970.
    public let milliseconds: Int64
    /// Any number, NaN and the stale marker too, bit for bit.
    public let value: Double

    /// Makes the value of its parts.
    public init(milliseconds: Int64, value: Double) {
        self.milliseconds = milliseconds
        self.value = value
    }
}

/// A series and samples of it, in the order in which they were sent.
public struct WrittenSeries: Equatable, Sendable {
    /// With the metric's name as `__name__`.
    public let labels: LabelSet
    /// In the order in which they were sent.
    public let samples: [MetricSample]

    /// Makes the value of its parts.
    public init(labels: LabelSet, samples: [MetricSample]) {
        self.labels = labels
        self.samples = samples
    }
}
