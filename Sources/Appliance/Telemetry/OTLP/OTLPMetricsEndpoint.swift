import Access
import HTTPTypes
import Hummingbird
import Storage
import TimeSeries
import WireFormats

/// `POST /v1/metrics`: takes data points by OTLP/HTTP, as protobuf and as JSON.
///
/// `POST /api/v1/otlp/v1/metrics` is the same under the path that Prometheus has for it. What cannot be stored does not keep
/// the rest from being stored: the answer is 200 and says how many and why, and they are not to be sent again.
/// Sources: https://opentelemetry.io/docs/specs/otlp/#otlphttp-response and
/// https://prometheus.io/docs/prometheus/latest/querying/api/#otlp-receiver.
struct OTLPMetricsEndpoint: Sendable {
    let telemetry: TelemetryParts
    let clock: ApplianceClock

    /// The routes of the endpoint.
    var routes: [Route] {
        ["/v1/metrics", "/api/v1/otlp/v1/metrics"].map {
            Route(.post, $0, .permission(.metricsWrite), codings: ["gzip"], export).onStandby
        }
    }

    func export(_ request: Request, _: ApplianceRequestContext) async throws -> Response {
        let encoding = try OTLPEncoding(request)
        let body = try await request.collectUnpackedBody(limit: Limits.metricExportBytes)
        guard let store = telemetry.storage.metrics else {
            throw APIError(.serviceUnavailable, telemetry.storage.problem ?? "Telemetry is not stored.")
        }
        let now = clock.now().millisecondsSince1970
        let answer = try await telemetry.writes.run {
            let message = try OTLPMetrics(body, encoding: encoding)
            return try Self.store(message, in: store, now: now).body(of: .metrics, encoding: encoding)
        }
        return Response(type: encoding.rawValue, bytes: answer)
    }

    /// Stores what can be stored, and says what could not.
    ///
    /// A point of a histogram or summary is several samples, and each that is refused counts as one rejected point.
    static func store(_ message: OTLPMetrics, in store: MetricStore, now: Int64) throws -> OTLPAnswer {
        var answer = message.answer
        let outcome = MetricIntake.append(message.series, message.metadata, to: store, now: now)
        // A sender tries again then, and what was stored meanwhile is the same sample twice, which is no fault.
        guard outcome.samples.noRoom == 0 else {
            let reason = outcome.reason ?? "there is no room"
            throw APIError(.serviceUnavailable, "Not all was stored: \(reason).")
        }
        answer.rejected += outcome.samples.refused
        if answer.message.isEmpty, let reason = outcome.reason {
            answer.message = "Samples were not stored: \(reason)."
        }
        return answer
    }
}
