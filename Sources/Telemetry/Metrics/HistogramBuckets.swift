/// The upper bounds of a histogram's buckets, without the one for infinity.
public struct HistogramBuckets: Hashable, Sendable {
    /// The bounds, inclusive and ascending.
    public let bounds: [Double]

    /// Buckets with these bounds; whether they are valid is checked when the histogram is registered.
    public init(_ bounds: [Double]) {
        self.bounds = bounds
    }

    /// For durations, in seconds, from one millisecond to ten seconds.
    public static let seconds = HistogramBuckets([
        0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ])

    /// For sizes, in bytes, by powers of ten from a hundred to ten million.
    public static let bytes = HistogramBuckets([100, 1e3, 1e4, 1e5, 1e6, 1e7])

    /// For what has no known scale, by powers of ten from a thousandth to a thousand million.
    public static let magnitudes = HistogramBuckets([
        0.001, 0.01, 0.1, 1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9,
    ])

    /// For probabilities between nothing and one, finer where a classifier is sure.
    public static let probability = HistogramBuckets([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1])

    var isValid: Bool {
        (1...Limits.histogramBounds).contains(bounds.count) && bounds.allSatisfy(\.isFinite)
            && zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }
    }
}
