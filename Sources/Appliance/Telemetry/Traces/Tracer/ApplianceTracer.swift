import Traces
import Tracing

/// swift-distributed-tracing's tracer over the daemon's own spans.
///
/// It is handed to whoever records spans and never registered for the process, so that each test has its own. Contexts travel as W3C
/// trace context.
struct ApplianceTracer: Tracer {
    let recorder: TraceRecorder

    init(_ recorder: TraceRecorder) {
        self.recorder = recorder
    }

    func startSpan<Instant: TracerInstant>(
        _ operationName: String, context: @autoclosure () -> InstrumentationContext, ofKind kind: Tracing.SpanKind,
        at instant: @autoclosure () -> Instant, function: String, file fileID: String, line: UInt
    ) -> RecordedSpan {
        var context = context()
        let parent = context.trace
        let number = recorder.identifiers.next()
        let trace = parent?.trace ?? recorder.newTrace(number)
        context.trace = TraceContext(
            trace: trace, span: recorder.newSpan(),
            isSampled: parent?.isSampled ?? recorder.sampler.keepsFromTheStart(trace), state: parent?.state ?? .empty)
        return RecordedSpan(
            operationName, kind: kind, context: context, parent: parent?.span,
            start: Int64(clamping: instant().nanosecondsSinceEpoch), recorder: recorder)
    }

    @available(*, deprecated)
    func startAnySpan<Instant: TracerInstant>(
        _ operationName: String, context: @autoclosure () -> InstrumentationContext, ofKind kind: Tracing.SpanKind,
        at instant: @autoclosure () -> Instant, function: String, file fileID: String, line: UInt
    ) -> any Tracing.Span {
        startSpan(
            operationName, context: context(), ofKind: kind, at: instant(), function: function, file: fileID, line: line
        )
    }

    /// Spans are stored each second by whoever keeps them: there is nothing to hurry.
    @available(*, deprecated)
    func forceFlush() {}

    func inject<Carrier, Inject: Injector>(
        _ context: InstrumentationContext, into carrier: inout Carrier, using injector: Inject
    ) where Inject.Carrier == Carrier {
        guard let trace = context.trace else { return }
        injector.inject(trace.parent.description, forKey: TraceParent.header, into: &carrier)
        let state = trace.state.description
        if !state.isEmpty { injector.inject(state, forKey: TraceState.header, into: &carrier) }
    }

    /// A `traceparent` that is not as specified is as good as none, and `tracestate` counts only beside one.
    func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier, into context: inout InstrumentationContext, using extractor: Extract
    ) where Extract.Carrier == Carrier {
        guard let parent = extractor.extract(key: TraceParent.header, from: carrier).flatMap({ TraceParent($0) }) else {
            return
        }
        let state = extractor.extract(key: TraceState.header, from: carrier).flatMap { TraceState([$0]) }
        context.trace = TraceContext(
            trace: parent.trace, span: parent.span, isSampled: parent.isSampled, state: state ?? .empty)
    }
}

extension TraceRecorder {
    /// Now, as swift-distributed-tracing takes it, by the daemon's own clocks.
    var now: TraceInstant {
        TraceInstant(nanosecondsSinceEpoch: UInt64(clamping: time.nanoseconds(at: clock.monotonicNanoseconds())))
    }
}

/// A moment for spans.
struct TraceInstant: TracerInstant {
    let nanosecondsSinceEpoch: UInt64

    static func < (left: TraceInstant, right: TraceInstant) -> Bool {
        left.nanosecondsSinceEpoch < right.nanosecondsSinceEpoch
    }
}
