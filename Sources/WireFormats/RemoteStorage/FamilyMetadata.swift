/// What kind of metric a family is; the raw value is the word of `/api/v1/metadata`.
public enum MetricKind: String, Sendable, CaseIterable {
    case unknown, counter, gauge, histogram, gaugehistogram, summary, info, stateset
}

/// What is said about a family of series.
public struct FamilyMetadata: Hashable, Sendable {
    /// The name of the family, without the suffixes of its series.
    public let family: String
    /// What its series are.
    public var kind: MetricKind
    /// What it measures; empty where nobody said.
    public var help: String
    /// The unit as the name spells it; empty where there is none.
    public var unit: String

    /// Makes the value of its parts.
    public init(family: String, kind: MetricKind = .unknown, help: String = "", unit: String = "") {
        self.family = family
        self.kind = kind
        self.help = help
        self.unit = unit
    }
}
