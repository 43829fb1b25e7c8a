import HTTPTypes
import Hummingbird
import Storage
import Telemetry

/// A route within the envelope that every request gets: an id, a time, an error answer where the handler throws,
/// metrics and a log line.
struct EnvelopedRoute: HTTPResponder {
    typealias Context = ApplianceRequestContext

    let route: Route
    let envelope: RequestEnvelope
    private let metrics: RouteMetrics
    private let usage: UsageMeter.Route

    init(route: Route, envelope: RequestEnvelope) {
        self.route = route
        self.envelope = envelope
        metrics = envelope.metrics.route(method: route.method.rawValue, endpoint: route.path)
        usage = envelope.usage.meter.route(method: route.method.rawValue, endpoint: route.path)
    }

    func respond(to request: Request, context: Context) async throws -> Response {
        let start = envelope.clock.monotonicNanoseconds()
        var context = context
        context.requestID = envelope.requestID(of: request)
        context.clientAddress = envelope.proxies.client(of: request, context)
        metrics.begin()
        let trace = envelope.traces.begin(request.headers)
        var failure: APIError?
        let trustedBytes = request.trustedBodyBytes
        var response = await answer(
            trustedBytes == nil ? request.countingBody(context.facts) : request, &context, &failure, trace, since: start
        )
        let facts = context.facts.now
        let bytesIn = trustedBytes ?? facts.bodyBytes
        let note = UsageNote(
            usage, at: envelope.clock.now(), by: context.principal, status: response.status.code, facts: facts,
            bytesIn: bytesIn, bytesOut: response.body.contentLength ?? 0,
            nanoseconds: envelope.clock.monotonicNanoseconds() - start)
        envelope.usage.meter.add(note)
        if envelope.usage.waits(for: route.charge), let problem = await envelope.usage.commit(note) {
            failure = problem
            response = refusal(problem, context)
        }
        if route.awaitsReplica, failure == nil { await envelope.replica?.accompany(&response) }
        let nanoseconds = envelope.clock.monotonicNanoseconds() - start
        let seconds = Double(nanoseconds) / 1e9
        // Appended, not set: no handler writes these, and setting searches all others first.
        response.headers.append(HTTPField(name: .requestID, value: context.requestID))
        response.headers.append(HTTPField(name: .processTime, value: Decimals.fixed(seconds, places: 6)))
        SecurityHeaders.add(to: &response.headers, isSecure: request.head.scheme == "https")
        if route.access != .everyone { SecurityHeaders.forbidStoring(&response.headers) }
        envelope.origins.open(&response, to: request)
        let bytesOut = response.body.contentLength ?? 0
        let kept = envelope.traces.kept(
            trace, isKnownCaller: context.principal != nil, status: response.status.code, nanoseconds: nanoseconds)
        metrics.end(
            status: response.status.code, seconds: seconds, bytesIn: bytesIn, bytesOut: bytesOut,
            exemplar: kept.map { exemplar($0, seconds) })
        if let kept { record(kept, request, facts, response.status.code, start: start, nanoseconds: nanoseconds) }
        if response.status == .internalServerError { envelope.metrics.exceptions.increment() }
        envelope.log.write(
            request, context, route: route, status: response.status.code, failure: failure, seconds: seconds,
            bytesIn: bytesIn, bytesOut: bytesOut, trace: trace, kept: kept)
        return request.method == .head ? response.createHeadResponse() : response
    }

    /// The handler's answer, or the one that stands for what it threw.
    private func answer(
        _ request: Request, _ context: inout ApplianceRequestContext, _ failure: inout APIError?, _ trace: RequestTrace,
        since start: UInt64
    ) async -> Response {
        var isAdmitted = false
        do {
            do {
                try envelope.check(request, for: route)
                try envelope.checkRole(for: route)
                try envelope.browserGuard.check(
                    request, answersStrangers: route.access.answersStrangers, allowing: envelope.origins)
            } catch {
                // Nobody has looked who it is, so what cannot be answered at all is the address's.
                try envelope.gate.limits.chargeAddress(of: context)
                throw error
            }
            try await admit(request, &context, since: start)
            isAdmitted = true
            var response = try await handle(request, context, trace)
            try await envelope.gate.limits.settle(context)
            context.allowance?.accompany(&response)
            return response
        } catch {
            if case StorageError.diskFull = error { envelope.disk?.noteFull() }
            let problem = await settled(APIErrorMapping.apiError(for: error), context)
            failure = problem
            // The gate notes its own refusals; these are what a handler would not let its caller do.
            if isAdmitted, let reason = problem.refusal ?? beyondAuthority(problem, context) {
                envelope.gate.refusals.note(.authorisation, subject: "", reason: reason, context, to: route)
            }
            return refusal(problem, context)
        }
    }

    private func beyondAuthority(_ problem: APIError, _ context: ApplianceRequestContext) -> String? {
        problem.status == .forbidden && context.principal != nil ? "beyond_authority" : nil
    }

    /// What is answered once a failed batch is charged: its problem, or that the caller has nothing left.
    private func settled(_ problem: APIError, _ context: ApplianceRequestContext) async -> APIError {
        // What a limit refuses costs nothing, wherever it is refused.
        guard problem.status != .tooManyRequests else { return problem }
        do {
            try await envelope.gate.limits.settle(context)
            return problem
        } catch {
            return APIErrorMapping.apiError(for: error)
        }
    }

    private func refusal(_ problem: APIError, _ context: ApplianceRequestContext) -> Response {
        var response = envelope.response(for: problem, requestID: context.requestID)
        // A refusal by a limit says itself where the caller stands.
        if problem.status != .tooManyRequests { context.allowance?.accompany(&response) }
        return response
    }
}
