/// The header `traceparent`: which trace and span a request comes from, and whether it is recorded.
///
/// Source: https://www.w3.org/TR/trace-context/#traceparent-header.
public struct TraceParent: Hashable, Sendable, CustomStringConvertible {
    /// The name of the header.
    public static let header = "traceparent"

    /// The trace that the caller's span belongs to.
    public let trace: TraceID
    /// The caller's span.
    public let span: SpanID
    /// Whether the caller may have recorded its span.
    public let isSampled: Bool

    /// Makes the header of a span of ours.
    public init(trace: TraceID, span: SpanID, isSampled: Bool) {
        self.trace = trace
        self.span = span
        self.isSampled = isSampled
    }

    /// Reads the header; nil where it is to be ignored and a new trace to be started.
    ///
    /// Version 00 has exactly four fields; a later one may have more behind a further dash, and is read as version 00 as far
    /// as that goes. Version ff, uppercase digits and identifiers of zeros alone are invalid.
    public init?(_ header: some StringProtocol) {
        let bytes = Array(header.utf8)
        guard bytes.count >= Self.length, bytes[2] == Self.dash, bytes[35] == Self.dash, bytes[52] == Self.dash,
            let version = Hex.parse(bytes[..<2]), version != 0xff, let high = Hex.parse(bytes[3..<19]),
            let low = Hex.parse(bytes[19..<35]), let parent = Hex.parse(bytes[36..<52]),
            let flags = Hex.parse(bytes[53..<55])
        else { return nil }
        if bytes.count > Self.length, version == 0 || bytes[Self.length] != Self.dash { return nil }
        guard let trace = TraceID(high: high, low: low), let span = SpanID(parent) else { return nil }
        self.init(trace: trace, span: span, isSampled: flags & 1 == 1)
    }

    /// The header in version 00; no flag but "sampled" is handed on.
    public var description: String { "00-\(trace)-\(span)-\(isSampled ? "01" : "00")" }

    private static let length = 55
    private static let dash = UInt8(ascii: "-")
}
