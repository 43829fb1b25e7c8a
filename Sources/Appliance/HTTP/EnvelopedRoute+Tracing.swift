import HTTPTypes
import Hummingbird
import Storage
import Telemetry
import Traces
import Tracing

/// What a request's trace is made of around its handler.
extension EnvelopedRoute {
    /// The gate, and how long it took from the request's head on.
    func admit(_ request: Request, _ context: inout ApplianceRequestContext, since start: UInt64) async throws {
        defer { context.facts.took(.security, from: start, through: envelope.clock.monotonicNanoseconds()) }
        try await envelope.gate.admit(request, &context, to: route)
    }

    /// The handler, within the trace where that is kept however the request goes: no other pays for a context.
    func handle(
        _ request: Request, _ context: ApplianceRequestContext, _ trace: RequestTrace
    ) async throws -> Response {
        guard trace.isSampled(isKnownCaller: context.principal != nil) else {
            return try await route.handler(request, context)
        }
        let kept = envelope.traces.identity(of: trace)
        let state = trace.parent == nil ? nil : TraceState(request.headers[values: .traceState])
        var inside = InstrumentationContext.topLevel
        inside.trace = TraceContext(trace: kept.trace, span: kept.span, isSampled: true, state: state ?? .empty)
        return try await InstrumentationContext.$current.withValue(inside) {
            try await route.handler(request, context)
        }
    }

    /// The way from a histogram to the trace of a request that is kept.
    func exemplar(_ kept: KeptRequest, _ seconds: Double) -> Exemplar {
        Exemplar(
            traceID: kept.trace.description, value: seconds, milliseconds: envelope.clock.now().millisecondsSince1970)
    }

    /// Records a request whose trace is kept.
    func record(
        _ kept: KeptRequest, _ request: Request, _ facts: HandlerFacts.Values, _ status: Int, start: UInt64,
        nanoseconds: UInt64
    ) {
        envelope.traces.record(
            AnsweredRequest(
                method: route.method.rawValue, route: route.path, scheme: request.head.scheme ?? "http", status: status,
                start: start, nanoseconds: nanoseconds, modelID: facts.modelID, rows: facts.rows, phases: facts.phases),
            as: kept)
        if let prediction = facts.prediction {
            prediction.duration.exemplify(exemplar(kept, prediction.seconds))
        }
    }
}
