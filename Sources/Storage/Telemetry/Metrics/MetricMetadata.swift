internal import Synchronization

/// What a metric is, as its source says.
public struct MetricMetadata: Sendable, Hashable {
    /// Counter, gauge, histogram, summary and so on, in lower case.
    public var type: String
    /// What it says about itself, for people.
    public var help: String
    /// The unit of its values; empty where there is none.
    public var unit: String

    /// What a source says.
    public init(type: String, help: String, unit: String = "") {
        self.type = type
        self.help = help
        self.unit = unit
    }
}

extension MetricStore {
    /// Notes what a metric is; the next flush makes it last.
    ///
    /// False where there are metrics enough already; help beyond ``Limits/metricHelpBytes`` is cut.
    @discardableResult
    public func note(_ metadata: MetricMetadata, of metric: String) -> Bool {
        var metadata = metadata
        if metadata.help.utf8.count > limits.metricHelpBytes {
            // Cut between characters, never within one.
            var end = metadata.help.startIndex
            while end < metadata.help.endIndex {
                let next = metadata.help.index(after: end)
                guard metadata.help.utf8.distance(from: metadata.help.startIndex, to: next) <= limits.metricHelpBytes
                else { break }
                end = next
            }
            metadata.help = String(metadata.help[..<end])
        }
        let noted = metadata
        return state.withLock { state in
            guard state.metadata[metric] != noted else { return true }
            guard state.metadata[metric] != nil || state.metadata.count < limits.metricMetadata else { return false }
            state.metadata[metric] = noted
            state.changedMetadata.insert(metric)
            return true
        }
    }

    /// What is known of metrics, by name.
    public var metadata: [String: MetricMetadata] { state.withLock { $0.metadata } }
}
