/// One label of a label set: its name and how to read its value.
public struct MetricLabel<Labels>: Sendable {
    /// The label's name in the exposition.
    public let name: String
    let value: @Sendable (Labels) -> String

    /// Names a label and says which part of the label set it shows.
    public init(_ name: String, _ value: @escaping @Sendable (Labels) -> String) {
        self.name = name
        self.value = value
    }
}

/// The label set of a metric family, as a type: a series is one value of it.
///
/// Because the names live on the type, a call site cannot forget, swap or invent a label.
public protocol MetricLabels: Hashable, Sendable {
    /// The labels in the order of the exposition.
    static var labels: [MetricLabel<Self>] { get }
}

extension MetricLabels {
    static var names: [String] { labels.map(\.name) }
    var values: [String] { Self.labels.map { $0.value(self) } }
}

/// The label set of a family that has exactly one series.
public struct NoLabels: MetricLabels {
    /// No label at all.
    public static var labels: [MetricLabel<NoLabels>] { [] }

    /// The only value.
    public init() {}
}
