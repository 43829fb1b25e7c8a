internal import Signals

/// The labels of a series, checked as Prometheus checks them with UTF-8 names allowed.
enum SeriesLabels {
    /// Orders the labels, and refuses a name twice and a series without a metric name.
    static func checked(_ labels: [Label]) throws(BadLabels) -> LabelSet {
        let set = try LabelRules.set(labels)
        guard set[LabelRules.metricName] != nil else { throw .noMetricName }
        return set
    }
}
