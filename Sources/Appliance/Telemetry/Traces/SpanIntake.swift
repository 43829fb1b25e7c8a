import Storage
import Traces
import WireFormats

/// Decides which spans of others are stored.
enum SpanIntake {
    /// The spans that begin within the time that spans are kept, and what to tell of the others.
    ///
    /// `retention` is in milliseconds.
    static func admitted(
        _ spans: [Span], at now: Timestamp, retention: Int64
    ) -> (spans: [Span], rejected: Int, reason: String) {
        let (age, overflow) = retention.multipliedReportingOverflow(by: 1_000_000)
        let first = overflow ? .min : now.nanosecondsSince1970 - age
        let last = now.advanced(seconds: Limits.spanAheadSeconds).nanosecondsSince1970
        let admitted = spans.filter { (first...last).contains($0.start) }
        guard admitted.count < spans.count else { return (spans, 0, "") }
        return (
            admitted, spans.count - admitted.count,
            "A span begins before the time that spans are kept, or more than \(Limits.spanAheadSeconds) seconds ahead of the clock."
        )
    }
}
