import HTTPTypes
import Hummingbird
import JSONText
import Storage
import Telemetry

/// `GET /metrics`: Prometheus text, OpenMetrics or a short JSON summary, by Accept.
struct MetricsEndpoint: Sendable {
    let registry: MetricRegistry
    let models: ModelRegistry
    let clock: ApplianceClock
    let startedAt: UInt64

    func respond(to request: Request, context: ApplianceRequestContext) async throws -> Response {
        switch MetricsRepresentation.negotiate(accept: request.headers[.accept]) {
        case .jsonSummary: return try await summary()
        case .exposition(let format):
            let text = ExpositionEncoder(format).encode(registry.snapshot())
            return Response(type: format.contentType, bytes: Array(text.utf8))
        }
    }

    private func summary() async throws -> Response {
        let state = try await models.productionState()
        let uptime = Double((clock.monotonicNanoseconds() - startedAt) / 1_000_000) / 1e3
        return .json { json in
            json.beginObject()
            json.key("uptime_seconds")
            json.measure(uptime)
            json.field("total_models", state.stageCounts.values.reduce(0, +))
            json.field("production_models", state.stageCounts[.production] ?? 0)
            json.field("timestamp", clock.now().description)
            json.endObject()
        }
    }
}
