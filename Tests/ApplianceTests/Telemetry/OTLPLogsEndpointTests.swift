import Foundation
import HTTPTypes
import Testing
import WireFormats

@testable import Appliance

/// Log records by OTLP/HTTP.
@Suite struct OTLPLogsEndpointTests {
    private static let now = "1735689600000000000"

    private static func body(_ line: String, time: String = now) -> String {
        """
        {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},
        "scopeLogs":[{"logRecords":[{"timeUnixNano":"\(time)","severityText":"ERROR",
        "traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","body":{"stringValue":"\(line)"}}]}]}]}
        """
    }

    @Test func recordsAreStoredWithTheirTrace() async throws {
        try await TestAppliance.run(storesTelemetry: true) { appliance in
            let packed = try Gzip.compress(Array(Self.body("paid").utf8))
            let answer = try await appliance.send(
                .post, "/v1/logs", packed, type: "application/json", headers: [.contentEncoding: "gzip"])
            #expect(answer.status == .ok && answer.text == "{}", "\(answer.text)")
            let query =
                #"{service_name="shop"} | trace_id="5b8efff798038103d269b633813fc60c""#
                .addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            let found = try await appliance.get("/loki/api/v1/query_range?query=\(query)&end=1735689601")
            #expect(found.text.contains(#""paid""#), "\(found.text)")
        }
    }

    @Test func whatIsRefusedIsCountedInTheAnswer() async throws {
        try await TestAppliance.run(storesTelemetry: true) { appliance in
            let answer = try await appliance.post("/v1/logs", Self.body("old", time: "1000"))
            #expect(answer.status == .ok)
            let partial = try #require(try answer.object()["partialSuccess"] as? [String: Any], "\(answer.text)")
            #expect(partial["rejectedLogRecords"] as? String == "1")
            #expect((partial["errorMessage"] as? String)?.contains("days old") == true)
        }
    }

    @Test(arguments: [
        ("{", "application/json", 400), ("x", "application/x-protobuf", 400), ("{}", "text/plain", 415),
        ("{}", "application/json", 200), ("", "application/x-protobuf", 200),
    ]) func bodiesAreChecked(body: String, type: String, status: Int) async throws {
        try await TestAppliance.run(storesTelemetry: true) { appliance in
            let answer = try await appliance.send(.post, "/v1/logs", Array(body.utf8), type: type)
            #expect(answer.status.code == status, "\(answer.text)")
        }
    }
}
