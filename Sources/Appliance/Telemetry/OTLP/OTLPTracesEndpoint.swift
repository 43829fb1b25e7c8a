import Access
import HTTPTypes
import Hummingbird
import Storage
import WireFormats

/// `POST /v1/traces`: takes spans by OTLP/HTTP, as protobuf and as JSON.
///
/// Spans that are refused for what they are do not keep the rest from being stored: the answer is 200 and says how many and why. Where
/// there is no room for all it is 429, to be sent again, and none is stored.
/// Source: https://opentelemetry.io/docs/specs/otlp/#otlphttp-response.
struct OTLPTracesEndpoint: Sendable {
    let traces: TraceParts
    let clock: ApplianceClock

    /// The route of the endpoint.
    var route: Route {
        Route(.post, "/v1/traces", .permission(.tracesWrite), codings: ["gzip"], export).onStandby
    }

    func export(_ request: Request, _: ApplianceRequestContext) async throws -> Response {
        let encoding = try OTLPEncoding(request)
        let body = try await request.collectUnpackedBody(limit: Limits.tracePushBytes)
        let store = try traces.store()
        let (clock, retention) = (clock, traces.settings.retention)
        let answer = try await traces.intake.run {
            let found = try OTLPTraces(body, encoding: encoding)
            let (spans, rejected, reason) = SpanIntake.admitted(found.spans, at: clock.now(), retention: retention)
            guard store.appendWhole(spans) else {
                throw APIError(
                    .tooManyRequests, "Too many spans wait to be written. Send these again.",
                    headers: [.retryAfter: "1"])
            }
            var answer = found.answer
            answer.rejected += rejected
            if answer.message.isEmpty { answer.message = reason }
            store.noteRefused(answer.rejected)
            return try answer.body(of: .traces, encoding: encoding)
        }
        return Response(type: encoding.rawValue, bytes: answer)
    }
}
