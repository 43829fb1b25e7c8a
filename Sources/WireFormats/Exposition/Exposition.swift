public import Signals

/// One sample as a target exposes it.
public struct ExposedSample: Equatable, Sendable {
    /// With the metric's name as `__name__`.
    public let labels: LabelSet
    /// A number, an infinity or the NaN that is no stale marker.
    public let value: Double
    /// Since 1970; nil where the target leaves the time to the scraper.
    public let milliseconds: Int64?
    /// Only OpenMetrics has them.
    public let exemplar: Exemplar?

    /// Makes the value of its parts.
    public init(labels: LabelSet, value: Double, milliseconds: Int64? = nil, exemplar: Exemplar? = nil) {
        self.labels = labels
        self.value = value
        self.milliseconds = milliseconds
        self.exemplar = exemplar
    }
}

/// One event behind a counter or a bucket.
public struct Exemplar: Equatable, Sendable {
    /// What tells the event, its trace id above all.
    public let labels: LabelSet
    /// A number, an infinity or the NaN that is no stale marker.
    public let value: Double
    /// Since 1970; nil where none is said.
    public let milliseconds: Int64?

    /// Makes the value of its parts.
    public init(labels: LabelSet, value: Double, milliseconds: Int64? = nil) {
        self.labels = labels
        self.value = value
        self.milliseconds = milliseconds
    }
}

/// What a target exposes: samples in the order of the text, and what it says of its families.
public struct Exposition: Equatable, Sendable {
    /// The text formats of `Content-Type`.
    public enum Format: Sendable, CaseIterable {
        /// Prometheus text 0.0.4.
        case prometheus
        /// OpenMetrics text 1.0.
        case openMetrics

        /// What the target's `Content-Type` names; Prometheus's own format where it says nothing else.
        public init(contentType: String?) {
            let type = (contentType ?? "").split(separator: ";").first.map(String.init) ?? ""
            let isOpenMetrics = type.lowercased().filter { $0 != " " } == "application/openmetrics-text"
            self = isOpenMetrics ? .openMetrics : .prometheus
        }
    }

    /// In the order of the text.
    public internal(set) var samples: [ExposedSample] = []
    /// In the order in which the families were first named.
    public internal(set) var families: [FamilyMetadata] = []

    /// Makes the value of its parts.
    public init() {}

    /// Reads a whole text; one bad line refuses all of it, as in Prometheus.
    ///
    /// Sources: https://prometheus.io/docs/instrumenting/exposition_formats/ and
    /// https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md. Read as Prometheus reads them:
    /// names in quotation marks inside the braces are accepted in both, spaces are free in the older one alone, and the
    /// grouping and order of OpenMetrics's families are not checked. Throws ``ExpositionError``.
    public init(_ text: [UInt8], format: Format) throws(ExpositionError) {
        var parser = ExpositionParser(text, format: format)
        try parser.parse()
        self = parser.result
    }
}
