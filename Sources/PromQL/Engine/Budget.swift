/// Counts what a query holds, against its limits.
struct Budget {
    let maximumSamples: Int
    let maximumSeries: Int
    private(set) var held = 0
    private(set) var read = 0
    private var series = 0

    init(_ options: EngineOptions) {
        maximumSamples = options.maximumSamples
        maximumSeries = options.maximumSeries
    }

    /// Samples that may still be held.
    var remainingSamples: Int { max(0, maximumSamples - held) }
    /// Series that may still be loaded.
    var remainingSeries: Int { max(0, maximumSeries - series) }

    /// Counts values about to be held.
    mutating func hold(_ count: Int) throws(QueryError) {
        held += count
        guard held <= maximumSamples else { throw .tooManySamples }
    }

    /// Counts series and samples that were read.
    mutating func read(series count: Int, samples: Int) throws(QueryError) {
        series += count
        guard series <= maximumSeries else { throw .tooManySeries(limit: maximumSeries) }
        read += samples
        try hold(samples)
    }

    /// Forgets everything held beyond an earlier state but a result.
    mutating func settle(at mark: Int, with result: Int) throws(QueryError) {
        held = mark
        try hold(result)
    }
}
