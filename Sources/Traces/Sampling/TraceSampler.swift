/// Which traces are kept: a share of all by their ids, and every span of ours that failed or was slow.
public struct TraceSampler: Hashable, Sendable {
    /// The share of traces that begin here and are kept, from 0 to 1.
    public let ratio: Double
    /// Spans that last as long or longer are kept whatever the ratio, in nanoseconds; nil where none is kept for that.
    public let slow: Int64?

    /// Keeps nothing but what failed.
    public static let failuresAlone = TraceSampler()

    private init() {
        ratio = 0
        slow = nil
    }

    /// Nil where the ratio is not between 0 and 1, or the bound is negative.
    public init?(ratio: Double, slow: Int64?) {
        guard (0...1).contains(ratio), (slow ?? 0) >= 0 else { return nil }
        self.ratio = ratio
        self.slow = slow
    }

    /// The decision at a trace's beginning, which is the same for the same trace wherever it is made.
    ///
    /// A caller that sampled its span decides for its trace. Otherwise 63 bits of the trace id's second half are compared with the
    /// ratio, the upper ones, as OpenTelemetry's `TraceIdRatioBased` does in Go: what a smaller ratio keeps, a greater one keeps too.
    public func keepsFromTheStart(_ trace: TraceID, parent: TraceParent? = nil) -> Bool {
        if let parent { return parent.isSampled }
        if ratio >= 1 { return true }
        let bound = UInt64(ratio * 0x1p63)
        return trace.low >> 1 < bound
    }

    /// The decision at the end of a span of ours, when it is known how it went.
    public func keeps(_ span: Span, wasSampled: Bool) -> Bool {
        keeps(duration: span.duration, isError: span.status.isError, wasSampled: wasSampled)
    }

    /// The same decision before there is a span, by how it went alone; the duration is in nanoseconds.
    public func keeps(duration: Int64, isError: Bool, wasSampled: Bool) -> Bool {
        if wasSampled || isError { return true }
        guard let slow else { return false }
        return duration >= slow
    }
}
