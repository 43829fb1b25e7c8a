import Access
import HTTPTypes
import Hummingbird
import Traces

/// Writes one log line a request.
struct RequestLog: Sendable {
    let system: LogSystem

    func write(
        _ request: Request, _ context: ApplianceRequestContext, route: Route, status: Int, failure: APIError?,
        seconds: Double, bytesIn: Int, bytesOut: Int, trace: RequestTrace, kept: KeptRequest?
    ) {
        system.write(
            RequestLogEntry(
                method: request.method.rawValue, route: route.path, path: request.uri.path, status: status,
                seconds: seconds, bytesIn: bytesIn, bytesOut: bytesOut, requestID: context.requestID,
                remote: context.clientAddress == .unknown ? nil : context.clientAddress.description,
                user: context.principal?.actor,
                traceID: (kept?.trace ?? trace.parent?.trace)?.description, spanID: kept?.span.description,
                error: failure?.cause))
    }
}
