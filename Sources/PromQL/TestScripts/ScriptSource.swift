internal import Signals

/// The samples that a script has loaded.
struct ScriptSource: SampleSource {
    private var series: [LabelSet: [Int64: Double]] = [:]
    private var ordered: [SeriesSamples] = []

    mutating func clear() {
        series = [:]
        ordered = []
    }

    /// Adds samples; later ones of the same time replace earlier ones.
    mutating func load(_ loaded: [SeriesSamples]) {
        for one in loaded {
            for (time, value) in zip(one.timestamps, one.values) { series[one.labels, default: [:]][time] = value }
        }
        ordered = series.map { labels, samples in
            let times = samples.keys.sorted()
            return SeriesSamples(labels: labels, timestamps: times, values: times.compactMap { samples[$0] })
        }.sorted { $0.labels < $1.labels }
    }

    func series(
        matching matchers: [LabelMatcher], from start: Int64, through end: Int64, hints: SelectionHints
    ) -> [SeriesSamples] {
        ordered.compactMap { series in
            guard matchers.allSatisfy({ $0.accepts(series.labels) }) else { return nil }
            let first = series.timestamps.firstIndex { $0 >= start } ?? series.timestamps.endIndex
            let last = series.timestamps.firstIndex { $0 > end } ?? series.timestamps.endIndex
            guard first < last else { return nil }
            return SeriesSamples(
                labels: series.labels, timestamps: Array(series.timestamps[first..<last]),
                values: Array(series.values[first..<last]))
        }
    }
}
