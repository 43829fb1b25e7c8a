import Testing
import Traces

/// A trace id that ends in a number.
func trace(_ low: UInt64) throws -> TraceID { try #require(TraceID(high: 1, low: low)) }

/// A span with what a test does not care about filled in.
func span(
    _ id: UInt64 = 1, of low: UInt64 = 1, parent: UInt64 = 0, service: String = "api", operation: String = "GET /",
    start: Int64 = 1_000_000, duration: Int64 = 5_000, status: SpanStatus = .unset,
    attributes: [SpanAttribute] = []
) throws -> Span {
    Span(
        trace: try trace(low), id: try #require(SpanID(id)), parent: SpanID(parent), service: service,
        operation: operation, kind: .server, start: start, duration: duration, status: status,
        attributes: attributes, resource: [SpanAttribute("host", "h")])
}
