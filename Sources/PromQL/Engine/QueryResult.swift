public import Signals

/// The answer to a query.
public struct QueryResult: Sendable {
    /// The answer itself.
    public let value: QueryValue
    /// What is probably wrong with the query or its data, with places; each once.
    public let warnings: [String]
    /// What may be worth knowing, with places; each once.
    public let infos: [String]
    /// Samples read from the source.
    public let samplesRead: Int
}

/// A value of one of the types that queries evaluate to.
public enum QueryValue: Sendable {
    case scalar(Point)
    case string(timestamp: Int64, String)
    /// One sample a series, in the order of the query: sorted by `sort`, else by first appearance.
    case vector([VectorSample])
    /// Points a series, in the order of the labels.
    case matrix([MatrixSeries])
}

/// A value at a time.
public struct Point: Sendable {
    /// Milliseconds since 1970.
    public let timestamp: Int64
    /// The number, which may be NaN or infinite.
    public let value: Double

    /// A value at a time in milliseconds.
    public init(timestamp: Int64, value: Double) {
        self.timestamp = timestamp
        self.value = value
    }
}

/// One sample of an instant vector.
public struct VectorSample: Sendable {
    /// The labels that tell it from the others.
    public let labels: LabelSet
    /// Its value at the time of the query.
    public let point: Point
}

/// One series of a range.
public struct MatrixSeries: Sendable {
    /// The labels that tell it from the others.
    public let labels: LabelSet
    /// Its values at the steps that have one, in order of time.
    public let points: [Point]
}
