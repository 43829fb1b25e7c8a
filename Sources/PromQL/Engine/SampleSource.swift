public import Signals

/// Where the engine takes its samples from.
public protocol SampleSource {
    /// The series whose labels fulfil all conditions, with their samples of a closed range of time.
    ///
    /// In the order of their labels, each label set once; series without samples in the range may be left out. Times
    /// are milliseconds since 1970. The hints say what the samples are for, and how many there may be: a source may ignore
    /// them, but one that gathers more than the query may hold has gathered it in vain.
    func series(
        matching matchers: [LabelMatcher], from start: Int64, through end: Int64, hints: SelectionHints
    ) throws -> [SeriesSamples]
}

/// A series with samples.
public struct SeriesSamples: Sendable {
    /// The name, under `__name__`, and all labels.
    public let labels: LabelSet
    /// Milliseconds since 1970, strictly ascending.
    public let timestamps: [Int64]
    /// As many as there are timestamps; ``StaleMarker`` says that the series ended there.
    public let values: [Double]

    /// A series of as many values as timestamps.
    public init(labels: LabelSet, timestamps: [Int64], values: [Double]) {
        self.labels = labels
        self.timestamps = timestamps
        self.values = values
    }
}

/// What a query does with the samples that it asks for.
public struct SelectionHints: Sendable, Equatable {
    /// Milliseconds between the steps of the query; 0 for one instant.
    public var step: Int64 = 0
    /// Milliseconds of the range that a function looks at; 0 for an instant selector.
    public var range: Int64 = 0
    /// The function or aggregation right around the selector.
    public var function: String?
    /// Samples that the query may still hold; with more it ends with ``QueryError/tooManySamples``.
    public var maximumSamples = Int.max
    /// Series that the query may still load; with more it ends with ``QueryError/tooManySeries(limit:)``.
    public var maximumSeries = Int.max
}
