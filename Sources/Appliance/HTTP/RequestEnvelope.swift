import Access
import HTTPTypes
import Hummingbird
import NIOCore
import Telemetry

/// What every route shares around its handler.
struct RequestEnvelope: Sendable {
    let clock: ApplianceClock
    let requestIDs: RequestIDGenerator
    let metrics: HTTPMetrics
    let log: RequestLog
    let gate: Gate
    let usage: UsageRecorder
    let traces: TraceRecorder
    var browserGuard = BrowserGuard()
    /// Whose word is taken for where a request comes from.
    var proxies = TrustedProxies.none
    /// Pages of other origins that may use the daemon.
    var origins = CrossOrigin()
    /// Makes answers to changes wait for the replica; nil where none does.
    var replica: ReplicaAcknowledgement?
    /// Told of writes that found no room; nil where nobody asks.
    var disk: DiskGuard?
    /// Whether changes go elsewhere.
    var isStandby = false

    /// The caller's own id where it is fit to print, else a new one.
    func requestID(of request: Request) -> String {
        if let given = request.headers.value(of: .requestID), RequestIDGenerator.isAcceptable(given) {
            return given
        }
        return requestIDs.next()
    }

    /// Refuses what no route takes.
    ///
    /// - Throws: ``APIError`` 414 when the request target is over its limit, which HTTP/2 has no other place for, and 415 for a
    ///   body that is packed, which the route did not ask for.
    func check(_ request: Request, for route: Route) throws(APIError) {
        if let coding = request.headers.value(of: .contentEncoding)?.lowercased(), coding != "identity",
            !route.codings.contains(coding), !route.codings.contains(Route.anyCoding)
        {
            let read = (route.codings + ["identity"]).joined(separator: ", ")
            throw APIError(
                .unsupportedMediaType, "Bodies with this Content-Encoding are not read here. Send it uncompressed.",
                headers: [.acceptEncoding: read])
        }
        guard request.uri.string.utf8.count <= Limits.targetBytes else {
            throw APIError(.uriTooLong, "The request target is over the limit of \(Limits.targetBytes) bytes.")
        }
    }

    /// Refuses changes on a standby.
    ///
    /// - Throws: ``APIError/standby``.
    func checkRole(for route: Route) throws(APIError) {
        guard !isStandby || route.isForStandby else { throw .standby }
    }

    /// The answer to a failed request.
    func response(for error: APIError, requestID: String) -> Response {
        Response(
            error.status, type: ProblemDocument.contentType(of: error),
            bytes: ProblemDocument.encode(error, instance: requestID), headers: error.headers)
    }
}
