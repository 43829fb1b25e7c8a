import Access
import Foundation
import HTTPTypes
import Testing
import Traces

@testable import Appliance

/// Jaeger's query API and OTLP's way in.
@Suite struct JaegerEndpointTests {
    private static let seconds = 1_735_689_600
    private static let trace = "5b8efff798038103d269b633813fc60c"

    private static func settings() -> TraceSettings {
        var settings = TraceSettings()
        settings.sample = 0
        return settings
    }

    private static func span(_ id: String, _ name: String, start: Int = seconds, milliseconds: Int = 5) -> String {
        """
        {"traceId":"\(trace)","spanId":"\(id)","name":"\(name)","kind":2,"startTimeUnixNano":"\(start)000000000",
        "endTimeUnixNano":"\(start)\(String(String(1_000 + milliseconds).dropFirst()))000000",
        "attributes":[{"key":"order","value":{"stringValue":"4711"}}],"status":{"code":2}}
        """
    }

    private static func body(_ spans: [String], service: String = "shop/one") -> String {
        """
        {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"\(service)"}}]},
        "scopeSpans":[{"spans":[\(spans.joined(separator: ","))]}]}]}
        """
    }

    private static func run(_ test: @Sendable (TestAppliance) async throws -> Void) async throws {
        try await TestAppliance.run(storesTelemetry: true, traces: settings()) { appliance in
            let answer = try await appliance.post(
                "/v1/traces",
                body([span("eee19b7ec3c1b174", "pay"), span("eee19b7ec3c1b175", "ship", milliseconds: 50)]))
            #expect(answer.status == .ok && answer.text == "{}", "\(answer.text)")
            try await test(appliance)
        }
    }

    private static func data(_ answer: Answer) throws -> Any {
        #expect(answer.status == .ok, "\(answer.text)")
        let object = try answer.object()
        #expect(Set(object.keys) == ["data", "total", "limit", "offset", "errors"] && object["errors"] is NSNull)
        return try #require(object["data"])
    }

    @Test(arguments: [false, true]) func spansComeBack(isWritten: Bool) async throws {
        try await Self.run { appliance in
            if isWritten { try await appliance.parts.telemetry.traces.flush() }
            #expect(try Self.data(try await appliance.get("/api/services")) as? [String] == ["shop/one"])
            let names = try Self.data(try await appliance.get("/api/services/shop%2Fone/operations"))
            #expect(names as? [String] == ["pay", "ship"])
            let kinds = try Self.data(try await appliance.get("/api/operations?service=shop%2Fone"))
            #expect((kinds as? [[String: String]])?.first == ["name": "pay", "spanKind": ""])
            #expect(
                (try Self.data(try await appliance.get("/api/dependencies?endTs=1&lookback=2")) as? [Any])?.isEmpty
                    == true)
            for path in [Self.trace, String(Self.trace.uppercased()), "\(Self.trace)?start=1&end=2"] {
                let traces = try Self.data(try await appliance.get("/api/traces/\(path)")) as? [[String: Any]]
                #expect((traces?.first?["spans"] as? [Any])?.count == 2)
            }
        }
    }

    @Test(arguments: [
        ("", 1), ("&operation=pay", 1), ("&operation=none", 0), ("&minDuration=20ms", 1), ("&minDuration=60ms", 0),
        ("&maxDuration=4ms", 0), ("&tags=%7B%22order%22%3A%224711%22%7D", 1), ("&tags=%7B%22order%22%3A%221%22%7D", 0),
        ("&tag=error:true", 1), ("&tags=order=4711", 1), ("&end=1735689599999999", 0), ("&lookback=1h", 1),
        ("&lookback=custom&start=1735689600000000&end=1735689601000000", 1), ("&limit=1", 1), ("&unknown=1", 1),
    ])
    func searches(more: String, found: Int) async throws {
        try await Self.run { appliance in
            let traces = try Self.data(try await appliance.get("/api/traces?service=shop%2Fone\(more)"))
            #expect((traces as? [Any])?.count == found)
        }
    }

    @Test func tracesAreNamed() async throws {
        try await Self.run { appliance in
            let same = Array(repeating: "traceID=\(Self.trace)", count: 3) + ["traceID=\(Self.trace.uppercased())"]
            let once = try Self.data(try await appliance.get("/api/traces?\(same.joined(separator: "&"))"))
            #expect((once as? [Any])?.count == 1)
            let most = (1...Limits.jaegerNamedTraces).map { "traceID=\($0)" }.joined(separator: "&")
            let none = try Self.data(try await appliance.get("/api/traces?\(most)&traceID=1"))
            #expect((none as? [Any])?.isEmpty == true)
            let tooMany = try await appliance.get("/api/traces?\(most)&traceID=fff")
            #expect(tooMany.status == .badRequest, "\(tooMany.text)")
            #expect((try tooMany.object()["errors"] as? [Any])?.count == 1)
            let traces = try Self.data(
                try await appliance.get("/api/traces?traceID=\(Self.trace)&traceID=00000000000000000000000000000001"))
            #expect((traces as? [Any])?.count == 1)
        }
    }

    @Test(arguments: [
        ("/api/traces", 400), ("/api/traces?service=x&limit=0", 400), ("/api/traces?service=x&minDuration=x", 400),
        ("/api/traces/none", 400), ("/api/traces/0", 400), ("/api/traces/1", 404), ("/api/operations", 400),
        ("/api/traces?service=%zz", 400), ("/api/traces?traceID=x", 400),
        ("/api/traces?" + String(repeating: "a=1&", count: 257), 400),
    ])
    func failuresHaveJaegersForm(path: String, status: Int) async throws {
        try await Self.run { appliance in
            let answer = try await appliance.get(path)
            #expect(answer.status.code == status, "\(answer.text)")
            let errors = try #require(try answer.object()["errors"] as? [[String: Any]])
            #expect(errors.first?["code"] as? Int == status && errors.first?["msg"] is String)
            let schema = try OpenAPIDocument()
            #expect(try schema.violations(of: try answer.json(), ["$ref": "#/components/schemas/JaegerError"]).isEmpty)
        }
    }

    @Test func permissionsAreAsked() async throws {
        try await Self.run { appliance in
            let viewer = appliance.asked(by: try await appliance.makeCaller("v", role: .viewer))
            #expect(try await viewer.get("/api/services").status == .forbidden)
            let user = appliance.asked(by: try await appliance.makeCaller("u", role: .user))
            #expect(try await user.get("/api/services").status == .ok)
            #expect(try await user.post("/v1/traces", "{}").status == .forbidden)
            #expect(try await appliance.asked(by: nil).get("/api/services").status == .unauthorized)
        }
    }

    @Test func whatIsRefusedIsCountedInTheAnswer() async throws {
        try await Self.run { appliance in
            let body = Self.body([
                Self.span("eee19b7ec3c1b176", "old", start: 1_000_000_000), Self.span("0000000000000000", "none"),
            ])
            let answer = try await appliance.post("/v1/traces", body)
            let partial = try #require(try answer.object()["partialSuccess"] as? [String: Any], "\(answer.text)")
            #expect(partial["rejectedSpans"] as? String == "2")
            #expect((partial["errorMessage"] as? String)?.isEmpty == false)
            #expect(try await appliance.metrics().contains(#"stored_spans_total{outcome="refused"} 2"#))
        }
    }

    @Test(arguments: [
        ("{", "application/json", 400), ("x", "application/x-protobuf", 400), ("{}", "text/plain", 415),
        ("{}", "application/json", 200), ("", "application/x-protobuf", 200),
    ])
    func bodiesAreChecked(body: String, type: String, status: Int) async throws {
        try await TestAppliance.run(storesTelemetry: true) { appliance in
            let answer = try await appliance.send(.post, "/v1/traces", Array(body.utf8), type: type)
            #expect(answer.status.code == status, "\(answer.text)")
        }
    }

    @Test func withoutADatabaseItSaysSo() async throws {
        try await TestAppliance.run(telemetryProblem: "The disk is away.") { appliance in
            let asked = try await appliance.get("/api/services")
            #expect(asked.status == .serviceUnavailable && asked.text.contains("The disk is away."))
            let pushed = try await appliance.post("/v1/traces", "{}")
            #expect(pushed.status == .serviceUnavailable)
            // The daemon's own spans have nowhere to go, which nobody minds.
            try await appliance.parts.telemetry.traces.flush()
            #expect(try await appliance.get("/models").status == .ok)
        }
    }

    @Test func spansExpire() async throws {
        try await Self.run { appliance in
            let traces = appliance.parts.telemetry.traces
            try await traces.flush()
            appliance.clock.advance(milliseconds: UInt64(traces.settings.retention))
            try await traces.deleteExpired()
            #expect(try Self.data(try await appliance.get("/api/services")) as? [String] == ["shop/one"])
            appliance.clock.advance(milliseconds: 1)
            try await traces.deleteExpired()
            #expect((try Self.data(try await appliance.get("/api/services")) as? [String])?.isEmpty == true)
        }
    }
}
