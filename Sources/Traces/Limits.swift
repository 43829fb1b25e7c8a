/// Every bound of this target.
public enum Limits {
    /// Members of a `tracestate` (W3C Trace Context, section 3.3.1.1).
    static let maxTraceStateMembers = 32
    /// Traces that one search answers with.
    public static let maxSearchTraces = 1_500
    /// Traces of a search that says no limit, as in Jaeger.
    public static let defaultSearchTraces = 20
    /// Tags that one search may ask for.
    public static let maxSearchTags = 32
    /// Bytes of a search's `tags` parameter.
    public static let maxTagsBytes = 8_192
    /// Spans of one trace that an answer holds; the earliest are kept.
    public static let maxSpansPerTrace = 10_000
}
