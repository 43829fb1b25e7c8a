public import Signals

/// A query, as the parser understood it.
public enum Query: Sendable {
    /// Lines.
    case log(LogExpression)
    /// Numbers.
    case metric(MetricExpression)
}

/// Which streams, and what is done with each of their lines.
public struct LogExpression: Sendable {
    /// What the labels of the streams must fulfil.
    public internal(set) var matchers: [LabelMatcher]
    var stages: [Stage]

    /// Whether it only says which streams, and leaves their lines as they are.
    public var isSelector: Bool { stages.isEmpty }
}

/// An expression whose value is a number or a vector of series.
public struct MetricExpression: Sendable {
    let root: MetricNode
}
