import Telemetry

/// The series of refusals on the wire: a part of `http_requests_total`, and by reason.
struct EdgeMetrics: Sendable {
    private let answered: RouteMetrics
    private let refusals: MetricFamily<Counter, ReasonLabel>
    private let cuts: MetricFamily<Counter, ReasonLabel>

    /// - Throws: ``MetricError`` when the registry has one of them already.
    init(_ registry: MetricRegistry, http: HTTPMetrics) throws(MetricError) {
        // Neither the method nor the path of a refused request can be believed.
        answered = http.route(method: "OTHER", endpoint: "refused")
        refusals = try registry.register(MetricCatalogue.httpRefusals)
        cuts = try registry.register(MetricCatalogue.connectionsCut)
    }

    func refused(_ fault: RequestFault) {
        answered.begin()
        answered.end(status: fault.status, seconds: 0, bytesIn: 0, bytesOut: 0)
        refusals.with(ReasonLabel(reason: fault.rawValue)).increment()
    }

    /// Notes a body that was given up; its request is counted where it is answered.
    func failedBody(_ fault: RequestFault) {
        refusals.with(ReasonLabel(reason: fault.rawValue)).increment()
    }

    func cut(_ reason: ConnectionCut) {
        cuts.with(ReasonLabel(reason: reason.rawValue)).increment()
    }
}
