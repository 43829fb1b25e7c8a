import HTTPTypes
import Hummingbird
import Telemetry

/// A route within the envelope that every request gets: an id, a time, an error answer where the handler throws,
/// metrics and a log line.
struct EnvelopedRoute: HTTPResponder {
    typealias Context = ApplianceRequestContext

    let route: Route
    let envelope: RequestEnvelope
    private let metrics: RouteMetrics

    init(route: Route, envelope: RequestEnvelope) {
        self.route = route
        self.envelope = envelope
        metrics = envelope.metrics.route(method: route.method.rawValue, endpoint: route.path)
    }

    func respond(to request: Request, context: Context) async throws -> Response {
        let start = envelope.clock.monotonicNanoseconds()
        var context = context
        context.requestID = envelope.requestID(of: request)
        context.clientAddress = envelope.proxies.client(of: request, context)
        metrics.begin()
        var response: Response
        var failure: APIError?
        do {
            try envelope.check(request)
            try envelope.browserGuard.check(
                request, answersStrangers: route.access.answersStrangers, allowing: envelope.origins)
            try await envelope.gate.admit(request, &context, to: route)
            response = try await route.handler(request, context)
            context.allowance?.accompany(&response)
        } catch {
            let problem = APIErrorMapping.apiError(for: error)
            failure = problem
            response = envelope.response(for: problem, requestID: context.requestID)
            // A refusal by a limit says itself where the caller stands.
            if problem.status != .tooManyRequests { context.allowance?.accompany(&response) }
        }
        let seconds = Double(envelope.clock.monotonicNanoseconds() - start) / 1e9
        response.headers[.requestID] = context.requestID
        response.headers[.processTime] = Decimals.fixed(seconds, places: 6)
        SecurityHeaders.add(to: &response.headers, isSecure: request.head.scheme == "https")
        if route.access != .everyone { SecurityHeaders.forbidStoring(&response.headers) }
        envelope.origins.open(&response, to: request)
        let bytesIn = request.announcedBodyBytes
        let bytesOut = response.body.contentLength ?? 0
        metrics.end(status: response.status.code, seconds: seconds, bytesIn: bytesIn, bytesOut: bytesOut)
        if response.status == .internalServerError { envelope.metrics.exceptions.increment() }
        envelope.log.write(
            request, context, route: route, status: response.status.code, failure: failure, seconds: seconds,
            bytesIn: bytesIn, bytesOut: bytesOut)
        return request.method == .head ? response.createHeadResponse() : response
    }
}

extension Request {
    /// Bytes of the body as Content-Length announces them; 0 where it does not.
    var announcedBodyBytes: Int {
        // Not by subscript, which joins all fields of the name and takes longer than the rest of the envelope's start.
        headers.first { $0.name == .contentLength }.flatMap { Int($0.value) } ?? 0
    }
}
