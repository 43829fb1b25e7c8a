internal import GRDB
internal import Signals
internal import Synchronization
internal import TimeSeries

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
    /// False where there are metrics enough already, and for a name that no series can have; help beyond
    /// ``Limits/metricHelpBytes`` and a unit beyond ``Limits/metricUnitBytes`` are cut.
    @discardableResult
    public func note(_ metadata: MetricMetadata, of metric: String) -> Bool {
        guard !metric.isEmpty, metric.utf8.count <= TimeSeries.Limits.labelValueBytes else { return false }
        let noted = MetricMetadata(
            type: metadata.type, help: Self.cut(metadata.help, to: limits.metricHelpBytes),
            unit: Self.cut(metadata.unit, to: limits.metricUnitBytes))
        return state.withLock { state in
            guard state.metadata[metric] != noted else { return true }
            guard state.metadata[metric] != nil || state.metadata.count < limits.metricMetadata else { return false }
            state.metadata[metric] = noted
            state.changedMetadata.insert(metric)
            return true
        }
    }

    /// Cuts between characters, never within one.
    private static func cut(_ text: String, to bytes: Int) -> String {
        guard text.utf8.count > bytes else { return text }
        var end = text.startIndex
        while end < text.endIndex {
            let next = text.index(after: end)
            guard text.utf8.distance(from: text.startIndex, to: next) <= bytes else { break }
            end = next
        }
        return String(text[..<end])
    }

    /// What is known of metrics, by name.
    public var metadata: [String: MetricMetadata] { state.withLock { $0.metadata } }

    /// Whether there are series of a metric, under its own name or that of one of its parts, as `_bucket`.
    public func hasSeries(of metric: String) -> Bool { state.withLock { $0.hasSeries(of: metric) } }

    /// Deletes what is known of some metrics that have no series any more, and says whether there may be others.
    func deleteForgottenMetadata() throws -> Bool {
        let forgotten = state.withLock { state in
            Array(state.metadata.keys.filter { !state.hasSeries(of: $0) }.prefix(64))
        }
        guard !forgotten.isEmpty else { return false }
        let size = TelemetryWrite(
            addingBytes: 0, removingRows: forgotten.count, pageBytes: limits.telemetryPageBytes)
        try database.write(size) { database in
            for name in forgotten {
                try database.execute(sql: "DELETE FROM metric_metadata WHERE name = ?", arguments: [name])
            }
        }
        state.withLock { state in
            for name in forgotten {
                if state.hasSeries(of: name) {
                    // A series came meanwhile, so the next flush writes again what is known of it.
                    state.changedMetadata.insert(name)
                } else {
                    state.metadata[name] = nil
                    state.changedMetadata.remove(name)
                }
            }
        }
        return forgotten.count == 64
    }
}

extension MetricStore.State {
    /// What the names of a family's series have behind the family's own.
    private static let suffixes = [
        "", "_total", "_bucket", "_count", "_sum", "_created", "_info", "_gcount", "_gsum",
    ]

    fileprivate func hasSeries(of metric: String) -> Bool {
        Self.suffixes.contains { suffix in
            !index.postings.matching([LabelMatcher("__name__", .equal(metric + suffix))]).isEmpty
        }
    }
}
