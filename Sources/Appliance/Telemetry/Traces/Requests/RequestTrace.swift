import HTTPTypes
import Traces

/// What is known of a request's trace before it is answered; a value of a few words.
struct RequestTrace: Sendable {
    /// What the ids are made of, should they be needed.
    let number: UInt64
    /// Where the caller says that the request comes from; nil where it does not, or not as W3C has it.
    let parent: TraceParent?
    /// Whether chance has chosen the trace.
    let isChosen: Bool

    /// Whether the trace is kept however the request goes.
    ///
    /// The word of a caller counts where the daemon knows who it is: a stranger's would let anybody fill the store.
    func isSampled(isKnownCaller: Bool) -> Bool {
        guard let parent else { return isChosen }
        return parent.isSampled && (isKnownCaller || isChosen)
    }
}

/// The ids of a request whose trace is kept.
struct KeptRequest: Sendable {
    let trace: TraceID
    /// The request's own span.
    let span: SpanID
    /// The caller's span.
    let parent: SpanID?
}

extension TraceRecorder {
    /// Looks at where a request comes from; it allocates nothing where the caller sends no `traceparent`.
    func begin(_ headers: HTTPFields) -> RequestTrace {
        let number = identifiers.next()
        let parent = headers.value(of: .traceParent).flatMap { TraceParent($0) }
        let trace = parent?.trace ?? newTrace(number)
        return RequestTrace(number: number, parent: parent, isChosen: sampler.keepsFromTheStart(trace))
    }

    /// The ids of a request's spans, the same as often as they are asked for.
    func identity(of request: RequestTrace) -> KeptRequest {
        KeptRequest(
            trace: request.parent?.trace ?? newTrace(request.number),
            span: SpanID(random: identifiers.companion(of: ~request.number)), parent: request.parent?.span)
    }

    /// The ids of an answered request whose trace is kept; nil for nearly all others.
    func kept(
        _ request: RequestTrace, isKnownCaller: Bool, status: Int, nanoseconds: UInt64
    ) -> KeptRequest? {
        let isKept = sampler.keeps(
            duration: Int64(clamping: nanoseconds), isError: status >= 500,
            wasSampled: request.isSampled(isKnownCaller: isKnownCaller))
        return isKept ? identity(of: request) : nil
    }
}
