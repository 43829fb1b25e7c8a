import Synchronization
import Traces
import Tracing

/// A span while it lasts; what is kept of it goes to the buffer when it ends.
final class RecordedSpan: Tracing.Span {
    private struct State {
        var operation: String
        var attributes = SpanAttributes()
        var events: [Tracing.SpanEvent] = []
        var links: [Tracing.SpanLink] = []
        var status: Tracing.SpanStatus?
        var hasEnded = false
    }

    let context: InstrumentationContext
    private let kind: Tracing.SpanKind
    private let parent: SpanID?
    private let start: Int64
    private let recorder: TraceRecorder
    private let state: Mutex<State>

    init(
        _ operation: String, kind: Tracing.SpanKind, context: InstrumentationContext, parent: SpanID?, start: Int64,
        recorder: TraceRecorder
    ) {
        self.context = context
        self.kind = kind
        self.parent = parent
        self.start = start
        self.recorder = recorder
        state = Mutex(State(operation: operation))
    }

    var operationName: String {
        get { state.withLock { $0.operation } }
        set { state.withLock { $0.operation = newValue } }
    }

    var attributes: SpanAttributes {
        get { state.withLock { $0.attributes } }
        set { state.withLock { $0.attributes = newValue } }
    }

    /// Until it ends: whether it is kept is decided by how it went.
    var isRecording: Bool { state.withLock { !$0.hasEnded } }

    func setStatus(_ status: Tracing.SpanStatus) { state.withLock { $0.status = status } }

    func addEvent(_ event: Tracing.SpanEvent) {
        state.withLock { if $0.events.count < Limits.spanEvents { $0.events.append(event) } }
    }

    func addLink(_ link: Tracing.SpanLink) {
        state.withLock { if $0.links.count < Limits.spanLinks { $0.links.append(link) } }
    }

    /// Notes the kind of an error and not its text, which may quote what is secret.
    func recordError<Instant: TracerInstant>(
        _ error: any Error, attributes: SpanAttributes, at instant: @autoclosure () -> Instant
    ) {
        var attributes = attributes
        attributes["exception.type"] = String(reflecting: type(of: error))
        addEvent(Tracing.SpanEvent(name: "exception", at: instant(), attributes: attributes))
    }

    /// Ends it; only the first time counts.
    func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
        let ended = state.withLock { state -> State? in
            guard !state.hasEnded else { return nil }
            state.hasEnded = true
            return state
        }
        guard let ended, let trace = context.trace else { return }
        let duration = Int64(clamping: instant().nanosecondsSinceEpoch) &- start
        let status = SpanValues.status(ended.status)
        guard recorder.sampler.keeps(duration: duration, isError: status.isError, wasSampled: trace.isSampled) else {
            return
        }
        recorder.buffer.add([
            recorder.span(
                SpanValues.cut(ended.operation), trace: trace.trace, id: trace.span, parent: parent,
                kind: SpanValues.kind(kind), start: start, duration: duration, status: status,
                attributes: SpanValues.attributes(ended.attributes), events: ended.events.map(SpanValues.event),
                links: ended.links.compactMap(SpanValues.link))
        ])
    }
}
