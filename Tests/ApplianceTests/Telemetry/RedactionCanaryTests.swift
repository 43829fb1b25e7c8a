import Foundation
import HTTPTypes
import Logging
import Signals
import Storage
import Testing
import Traces
import Tracing
import WireFormats

@testable import Appliance

/// Secrets are sent along every way that leads to the log, and none of them may be stored or printed.
@Suite struct RedactionCanaryTests {
    /// Texts that stand nowhere else.
    private static let canaries = [
        "canary-password-7f3a91", "canary-token-c04d2e", "gsc_canarykey00000000000000000000000000000000",
        "canary-query-55e1",
        "canary-cookie-9b7d", "canary-metadata-1122",
    ]

    /// A path is in the log, but in no span.
    private static let pathCanary = "canary-path-30f8"

    @Test func noSecretReachesALineOrAnAnswer() async throws {
        var tracing = TraceSettings()
        tracing.sample = 1
        try await TestAppliance.run(storesTelemetry: true, traces: tracing) { appliance in
            let (password, token, key) = (Self.canaries[0], Self.canaries[1], Self.canaries[2])
            let form = "application/x-www-form-urlencoded"
            var answers: [String] = []
            func send(
                _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, type: String? = nil,
                headers: HTTPFields = [:]
            ) async throws {
                answers.append(
                    try await appliance.send(method, path, body.map { Array($0.utf8) }, type: type, headers: headers)
                        .text)
            }
            try await send(.get, "/models", headers: [.authorization: "Bearer \(token)"])
            try await send(.get, "/models", headers: [.apiKey: key])
            try await send(.get, "/models", headers: [.cookie: "session=\(Self.canaries[4])"])
            try await send(.get, "/models?api_key=\(Self.canaries[3])")
            try await send(.get, "/nowhere?token=\(Self.canaries[3])")
            try await send(.post, "/token", "grant_type=password&username=admin&password=\(password)", type: form)
            try await send(.post, "/token", "grant_type=refresh_token&refresh_token=\(token)", type: form)
            try await send(.post, "/token/revoke", "token=\(token)", type: form)
            try await send(
                .post, "/password-reset/confirm", #"{"token":"\#(token)","new_password":"\#(password)"}"#,
                type: "application/json")
            try await send(
                .post, "/users/me/password", #"{"current_password":"\#(password)","new_password":"x"}"#,
                type: "application/json")
            try await send(
                .post, "/users", #"{"username":"c","email":"c@example.org","password":"\#(password)"}"#,
                type: "application/json")
            try await send(.post, "/users", #"{"username":"c","passwort":"\#(password)"}"#, type: "application/json")
            try await send(.post, "/setup", "token=\(token)&password=\(password)", type: form)
            try await send(
                .get, "/models/\(Self.pathCanary)?token=\(Self.canaries[3])",
                headers: [
                    .authorization: "Bearer \(token)", .traceParent: "00-\(token)-01", .traceState: "a=\(token)",
                ])
            try await send(.post, "/predict", #"{"data":"\#(password)"}"#, type: "application/json")
            let logger = appliance.logSystem.logger("canary")
            logger.error(
                "A call failed.",
                metadata: [
                    "authorization": "Bearer \(Self.canaries[5])", "api_key": "\(Self.canaries[5])",
                    "nested": ["password": "\(Self.canaries[5])", "list": [["secret": "\(Self.canaries[5])"]]],
                ])
            let span = appliance.parts.telemetry.traces.tracer.startSpan("call", ofKind: .client)
            span.attributes["url.full"] = "https://example.org/\(Self.pathCanary)?token=\(Self.canaries[3])"
            span.attributes["api_key"] = Self.canaries[5]
            span.recordError(StorageError.closed(path: Self.canaries[5]))
            span.end()
            let spans = appliance.parts.telemetry.traces.recorder.buffer.take()
            let exported = try OTLPTraces.request(spans, scope: "canary", version: "1")
            appliance.parts.telemetry.traces.recorder.buffer.add(spans)
            try await appliance.parts.telemetry.traces.flush()
            let search = JaegerQuery(service: TraceRecorder.service, range: 0...Int64.max, limit: 1_000)
            let stored = try appliance.parts.telemetry.traces.store().search(search).traces.flatMap { $0 }
            #expect(stored.count == spans.count && stored.count { $0.kind == .server } >= 15)
            #expect(stored.contains { $0.operation == "call" && $0.events.count == 1 })
            let shown = try await appliance.get("/api/traces?service=geoclimate&limit=1000&start=0").text
            #expect(shown.contains("GET /models/{id}"))

            try await appliance.parts.telemetry.logs.flush()
            appliance.logSystem.flush()

            let logs = appliance.parts.telemetry.logs
            let now = appliance.clock.clock.now().nanosecondsSince1970
            let lines = try await logs.executor.run { _ in
                let streams = try logs.store().streams(matching: [], in: 0..<Int64.max)
                var lines: [String] = []
                let query = LogStoreQuery(
                    streams: Set(streams.map(\.id)), range: 0..<(now + 3_600_000_000_000), isForward: true)
                try logs.store().readEntries(query) { entry in
                    lines.append(String(decoding: entry.line, as: UTF8.self))
                    return true
                }
                return lines
            }
            // The lines are there: the test would find a secret in them.
            #expect(lines.count { $0.contains(#""message":"request""#) } >= 14)
            #expect(lines.contains { $0.contains("A call failed.") && $0.contains(SecretNames.redacted) })
            let printed = appliance.log.text
            for place in [stored.map { "\($0)" }.joined(), String(decoding: exported, as: UTF8.self), shown] {
                #expect(!place.contains(Self.pathCanary))
            }
            for canary in Self.canaries {
                #expect(!lines.contains { $0.contains(canary) }, "stored: \(canary)")
                #expect(!printed.contains(canary), "printed: \(canary)")
                #expect(!stored.contains { "\($0)".contains(canary) }, "in a span: \(canary)")
                #expect(!String(decoding: exported, as: UTF8.self).contains(canary), "exported: \(canary)")
                #expect(!shown.contains(canary), "in a trace: \(canary)")
                // What a caller sends as a value may come back as one; a credential may not.
                if canary != Self.canaries[0] {
                    #expect(!answers.contains { $0.contains(canary) }, "answered: \(canary)")
                }
            }
        }
    }
}
