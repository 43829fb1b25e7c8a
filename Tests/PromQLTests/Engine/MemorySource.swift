import PromQL
import Signals

/// Samples in memory.
struct MemorySource: SampleSource {
    var all: [SeriesSamples]

    init(_ series: [SeriesSamples]) {
        all = series.sorted { $0.labels < $1.labels }
    }

    /// One series of values at regular times.
    init(_ labels: [String: String], every step: Int64 = 15_000, from start: Int64 = 0, _ values: [Double]) throws {
        let times = values.indices.map { start + Int64($0) * step }
        self.init([
            SeriesSamples(
                labels: try LabelSet(labels.map { Label($0.key, $0.value) }), timestamps: times, values: values)
        ])
    }

    func series(
        matching matchers: [LabelMatcher], from start: Int64, through end: Int64, hints: SelectionHints
    ) throws -> [SeriesSamples] {
        all.filter { series in matchers.allSatisfy { $0.accepts(series.labels) } }.compactMap { series in
            let kept = series.timestamps.indices.filter { (start...end).contains(series.timestamps[$0]) }
            guard !kept.isEmpty else { return nil }
            return SeriesSamples(
                labels: series.labels, timestamps: kept.map { series.timestamps[$0] },
                values: kept.map { series.values[$0] })
        }
    }
}
