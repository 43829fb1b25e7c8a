import Traces
import Tracing

/// Where in a trace work takes place; it travels in swift-distributed-tracing's context.
struct TraceContext: Sendable, Hashable {
    /// The trace.
    var trace: TraceID
    /// The span that work is part of.
    var span: SpanID
    /// Whether the trace is kept however it goes.
    var isSampled: Bool
    /// What vendors added; handed on as it came.
    var state = TraceState.empty

    /// What `traceparent` says of it.
    var parent: TraceParent { TraceParent(trace: trace, span: span, isSampled: isSampled) }
}

extension InstrumentationContext {
    private enum TraceContextKey: InstrumentationContextKey {
        typealias Value = TraceContext
        static var nameOverride: String? { "trace" }
    }

    /// Where in a trace this is; nil outside of any.
    var trace: TraceContext? {
        get { self[TraceContextKey.self] }
        set { self[TraceContextKey.self] = newValue }
    }
}
