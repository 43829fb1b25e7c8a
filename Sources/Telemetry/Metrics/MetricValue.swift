/// The value of one series at one instant.
public enum MetricValue: Equatable, Sendable {
    /// A whole number that never goes down by itself.
    case integer(UInt64)
    /// Any number, infinities and NaN included.
    case number(Double)
    /// The buckets and sum of a histogram.
    case histogram(HistogramValue)
    /// How many observations there were, and their sum.
    case summary(count: UInt64, sum: Double)
}

/// The content of a histogram at one instant.
public struct HistogramValue: Equatable, Sendable {
    /// The finite upper bounds, inclusive, ascending.
    public let bounds: [Double]
    /// Observations in each bucket, not cumulative; one more than `bounds`, the last for infinity.
    public let counts: [UInt64]
    /// The sum of all observations.
    public let sum: Double
    /// The latest exemplar of each bucket, in the order of `counts`; empty where there is none at all.
    public let exemplars: [Exemplar?]

    /// Describes a histogram; `counts` has one element more than `bounds`.
    public init(bounds: [Double], counts: [UInt64], sum: Double, exemplars: [Exemplar?] = []) {
        self.bounds = bounds
        self.counts = counts
        self.sum = sum
        self.exemplars = exemplars
    }

    /// The latest exemplar of a bucket by its place in `counts`; nil where it has none.
    public func exemplar(of bucket: Int) -> Exemplar? {
        exemplars.indices.contains(bucket) ? exemplars[bucket] : nil
    }

    /// All observations.
    public var count: UInt64 { counts.reduce(0, &+) }
}

/// One series of a family and its value.
public struct MetricSample: Equatable, Sendable {
    /// The labels' values, in the order of the descriptor's names.
    public let labelValues: [String]
    /// The value.
    public let value: MetricValue

    /// A sample of the series with these label values.
    public init(_ labelValues: [String] = [], _ value: MetricValue) {
        self.labelValues = labelValues
        self.value = value
    }
}

/// A family and its series at one instant.
public struct MetricFamilySnapshot: Equatable, Sendable {
    /// What the family is.
    public let descriptor: MetricDescriptor
    /// Its series.
    public let samples: [MetricSample]

    /// A family with these series.
    public init(_ descriptor: MetricDescriptor, _ samples: [MetricSample]) {
        self.descriptor = descriptor
        self.samples = samples
    }

    /// A family with one series without labels.
    public init(_ descriptor: MetricDescriptor, _ value: MetricValue) {
        self.init(descriptor, [MetricSample([], value)])
    }
}
