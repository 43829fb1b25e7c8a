/// Why a metric cannot be registered.
public enum MetricError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The name of the metric is empty, too long or has characters that Prometheus does not allow.
    case invalidMetricName(String)
    /// A label's name is not allowed, or is one that the exposition itself needs.
    case invalidLabelName(String, metric: String)
    /// Two labels of the metric have the same name.
    case duplicateLabelName(String, metric: String)
    /// The metric has more labels than `Limits.labelsPerFamily`.
    case tooManyLabels(Int, metric: String)
    /// Another metric of the registry already exposes a sample of this name.
    case duplicateName(String)
    /// The bounds of a histogram are empty, too many, not finite or not strictly ascending.
    case invalidBuckets([Double], metric: String)
    /// The registry holds `Limits.families` families already.
    case tooManyFamilies(metric: String)

    /// A sentence that says what is wrong with which metric and what would be right.
    public var description: String {
        switch self {
        case .invalidMetricName(let name):
            "The metric name \"\(name)\" is not valid: it must match [a-zA-Z_:][a-zA-Z0-9_:]* "
                + "and have at most \(Limits.nameBytes) bytes."
        case .invalidLabelName(let name, let metric):
            "The label \"\(name)\" of metric \(metric) is not valid: it must match [a-zA-Z_][a-zA-Z0-9_]*, "
                + "not start with two underscores, and not be le or quantile."
        case .duplicateLabelName(let name, let metric):
            "The label \"\(name)\" of metric \(metric) is there twice: give each label a name of its own."
        case .tooManyLabels(let count, let metric):
            "The metric \(metric) has \(count) labels, more than the \(Limits.labelsPerFamily) allowed."
        case .duplicateName(let name):
            "A metric that exposes \(name) is registered already: register each name once and share its family."
        case .invalidBuckets(let bounds, let metric):
            "The bucket bounds \(bounds) of histogram \(metric) are not valid: they must be finite, strictly "
                + "ascending, and 1 to \(Limits.histogramBounds) in number."
        case .tooManyFamilies(let metric):
            "The metric \(metric) cannot be registered: the registry holds \(Limits.families) families, its bound."
        }
    }
}
