internal import Synchronization

/// Counts observations by upper bound and adds them up.
public final class Histogram: MetricInstrument {
    /// The kind that the exposition shows.
    public static var kind: MetricKind { .histogram }

    private let bounds: [Double]
    // Inline, so that an observation follows no pointer but the histogram's own: one slot for each bound that
    // `Limits.histogramBounds` allows and one for infinity.
    private let counts = InlineArray<16, Atomic<UInt64>> { _ in Atomic(0) }
    private let sum = AtomicSum()
    // Apart from the counts: whoever observes without an exemplar never looks at it.
    private let exemplars = Mutex<[Exemplar?]>([])

    /// Checks that the bounds are finite, strictly ascending and 1 to `Limits.histogramBounds` in number.
    /// - Throws: `MetricError.invalidBuckets` when they are not.
    public static func validate(_ options: HistogramBuckets, metric: String) throws(MetricError) {
        guard options.isValid else { throw .invalidBuckets(options.bounds, metric: metric) }
    }

    /// Makes a histogram with the first `Limits.histogramBounds` of these buckets.
    public init(options: HistogramBuckets) {
        bounds = Array(options.bounds.prefix(Limits.histogramBounds))
    }

    /// Counts one observation in the first bucket whose bound is not below it; NaN is ignored.
    public func observe(_ value: Double) {
        guard !value.isNaN else { return }
        counts[bucket(of: value)].wrappingAdd(1, ordering: .relaxed)
        sum.add(value)
    }

    /// Keeps the trace of an observation that has been counted, in place of its bucket's one before.
    public func exemplify(_ exemplar: Exemplar) {
        guard !exemplar.value.isNaN else { return }
        let bucket = bucket(of: exemplar.value)
        exemplars.withLock { exemplars in
            if exemplars.isEmpty { exemplars = Array(repeating: nil, count: bounds.count + 1) }
            exemplars[bucket] = exemplar
        }
    }

    private func bucket(of value: Double) -> Int {
        var bucket = 0
        while bucket < bounds.count, value > bounds[bucket] { bucket += 1 }
        return bucket
    }

    /// The value now; its count is that of its buckets, so the two always agree.
    public func read() -> MetricValue {
        let now = (0...bounds.count).map { counts[$0].load(ordering: .relaxed) }
        return .histogram(
            HistogramValue(bounds: bounds, counts: now, sum: sum.value, exemplars: exemplars.withLock { $0 }))
    }
}
