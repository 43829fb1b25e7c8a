internal import Signals

/// What all parts of one evaluation share.
final class QueryContext {
    /// The times of the whole query, which `@ start()` and `@ end()` name.
    let start: Int64
    let end: Int64
    let options: EngineOptions
    var annotations: Annotations
    var budget: Budget
    private let source: any SampleSource
    private let interruption: () -> Interruption?

    init(
        query: String, start: Int64, end: Int64, options: EngineOptions, source: any SampleSource,
        interruption: @escaping () -> Interruption?
    ) {
        self.start = start
        self.end = end
        self.options = options
        self.source = source
        self.interruption = interruption
        annotations = Annotations(query: query)
        budget = Budget(options)
    }

    /// Stops an evaluation that nobody waits for, or that takes too long.
    func checkInterruption() throws(QueryError) {
        switch interruption() {
        case .cancelled: throw .cancelled
        case .timedOut: throw .timedOut
        case nil: return
        }
    }

    /// The series of a selector within a closed range of time.
    func load(
        _ matchers: [LabelMatcher], from start: Int64, through end: Int64, hints: SelectionHints
    ) throws(QueryError) -> [SeriesSamples] {
        try checkInterruption()
        var hints = hints
        hints.maximumSamples = budget.remainingSamples
        hints.maximumSeries = budget.remainingSeries
        let series: [SeriesSamples]
        do {
            series = try source.series(matching: matchers, from: start, through: end, hints: hints)
        } catch let error as QueryError {
            throw error
        } catch {
            throw .source(error)
        }
        let samples = series.reduce(0) { $0 + $1.timestamps.count }
        try budget.read(series: series.count, samples: samples)
        return series
    }

    /// The labels without the name; with delayed removal only marked.
    func droppingName(_ track: Track) -> Track {
        var result = track
        if options.delaysNameRemoval {
            result.dropsName = true
        } else {
            result.labels = track.labels.withoutName
        }
        return result
    }
}
