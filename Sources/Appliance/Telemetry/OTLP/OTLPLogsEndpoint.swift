import Access
import HTTPTypes
import Hummingbird
import Storage
import WireFormats

/// `POST /v1/logs`: takes log records by OTLP/HTTP, as protobuf and as JSON.
///
/// Records that are refused for what they are do not keep the rest from being stored: the answer is 200 and says how many and why. Where
/// there is no room it is 429, to be sent again.
/// Source: https://opentelemetry.io/docs/specs/otlp/#otlphttp-response.
struct OTLPLogsEndpoint: Sendable {
    let logs: LogParts
    let clock: ApplianceClock

    /// The route of the endpoint.
    var route: Route {
        Route(.post, "/v1/logs", .permission(.logsWrite), codings: ["gzip"], export).onStandby
    }

    func export(_ request: Request, _: ApplianceRequestContext) async throws -> Response {
        let encoding = try OTLPEncoding(request)
        let body = try await request.collectUnpackedBody(limit: Limits.logPushBytes)
        let store = try logs.store()
        let clock = clock
        let answer = try await logs.intake.run {
            let now = clock.now()
            let records = try OTLPLogs(body, encoding: encoding, now: now.nanosecondsSince1970)
            let outcome = LogIntake.append(records.push, to: store, at: now)
            if outcome.dropped > 0 { try outcome.check() }
            var answer = records.answer
            answer.rejected += outcome.refused
            if answer.message.isEmpty { answer.message = outcome.reason ?? "" }
            return try answer.body(of: .logs, encoding: encoding)
        }
        return Response(type: encoding.rawValue, bytes: answer)
    }
}

extension OTLPEncoding {
    /// The encoding of a request's body.
    ///
    /// - Throws: ``APIError`` 415 for any other type.
    init(_ request: Request) throws(APIError) {
        let type = request.headers.value(of: .contentType)
        guard let type, let encoding = OTLPEncoding(rawValue: MediaType.essence(of: type)) else {
            throw .unsupportedMediaType(type, accepted: OTLPEncoding.allCases.map(\.rawValue))
        }
        self = encoding
    }
}
