import Foundation
import HTTPTypes
import Storage
import Telemetry
import Testing
import Traces

@testable import Appliance

/// Requests become traces: in the store, in the log, and on the way from a histogram to both.
@Suite struct RequestTracingTests {
    private static func settings(sample: Double = 0) -> TraceSettings {
        var settings = TraceSettings()
        settings.sample = sample
        return settings
    }

    private static let trace = "0af7651916cd43dd8448eb211c80319c"
    private static let parent = "b7ad6b7169203331"

    @Test func aPredictionHasItsParts() async throws {
        try await TestAppliance.run(storesTelemetry: true, traces: Self.settings(sample: 1)) { appliance in
            let model = try await appliance.add(TestModels.split())
            _ = appliance.parts.telemetry.traces.recorder.buffer.take()
            _ = try await appliance.prediction(#"{"pm25":1}"#)
            let spans = appliance.parts.telemetry.traces.recorder.buffer.take()
            #expect(spans.map(\.operation) == ["POST /predict", "security", "storage", "inference"])
            #expect(spans.last?.attributes.contains(SpanAttribute("geoclimate.model.id", model.id)) == true)
            #expect(spans.first?.kind == .server && spans.first?.parent == nil)
        }
    }

    @Test func whatIsNotSampledLeavesNothing() async throws {
        try await TestAppliance.run(traces: Self.settings()) { appliance in
            try await appliance.add(TestModels.split())
            _ = try await appliance.prediction(#"{"pm25":1}"#)
            _ = try await appliance.get("/nowhere")
            _ = try await appliance.send(
                .get, "/models", headers: [.traceParent: "00-\(Self.trace)-\(Self.parent)-00"])
            #expect(appliance.parts.telemetry.traces.recorder.buffer.take().isEmpty)
            appliance.logSystem.flush()
            #expect(!appliance.log.text.contains("span_id"))
        }
    }

    @Test func aFailureIsKept() async throws {
        try await TestAppliance.run(traces: Self.settings()) { appliance in
            let model = try await appliance.add(TestModels.split(), stage: .dev)
            try appliance.damageBytes(ofModel: model)
            let answer = try await appliance.post("/predict", #"{"data":{"pm25":1},"model_id":"\#(model.id)"}"#)
            #expect(answer.status == .internalServerError)
            let spans = appliance.parts.telemetry.traces.recorder.buffer.take()
            let root = try #require(spans.first { $0.kind == .server })
            #expect(root.status.isError && root.attributes.contains(SpanAttribute("error.type", "500")))
            #expect(spans.contains { $0.operation == "load model" && $0.status.isError })
        }
    }

    @Test func aCallersTraceGoesOnAndIsFoundByItsLogLine() async throws {
        try await TestAppliance.run(storesTelemetry: true, traces: Self.settings()) { appliance in
            _ = try await appliance.send(
                .get, "/models?x=1", headers: [.traceParent: "00-\(Self.trace)-\(Self.parent)-01"])
            try await appliance.parts.telemetry.traces.flush()
            let answer = try await appliance.get("/api/traces/\(Self.trace)")
            let data = try #require(try answer.object()["data"] as? [[String: Any]], "\(answer.text)")
            let spans = try #require(data.first?["spans"] as? [[String: Any]])
            let root = try #require(spans.first { $0["operationName"] as? String == "GET /models" })
            let references = try #require(root["references"] as? [[String: String]])
            #expect(references == [["refType": "CHILD_OF", "traceID": Self.trace, "spanID": Self.parent]])
            appliance.logSystem.flush()
            let line = try #require(
                appliance.log.text.split(separator: "\n").first { $0.contains(#""trace_id":"\#(Self.trace)""#) })
            let id = try #require(root["spanID"] as? String)
            #expect(line.contains(#""span_id":"\#(id)""#), "\(line)")
        }
    }

    @Test func aStrangersWordDoesNotFillTheStore() async throws {
        try await TestAppliance.run(traces: Self.settings()) { appliance in
            let stranger = appliance.asked(by: nil)
            let header: HTTPFields = [.traceParent: "00-\(Self.trace)-\(Self.parent)-01"]
            for path in ["/health", "/models", "/nowhere"] {
                _ = try await stranger.send(.get, path, headers: header)
            }
            #expect(appliance.parts.telemetry.traces.recorder.buffer.take().isEmpty)
        }
    }

    @Test func anExemplarLeadsToItsTrace() async throws {
        try await TestAppliance.run(storesTelemetry: true, traces: Self.settings(sample: 1)) { appliance in
            try await appliance.add(TestModels.split())
            _ = try await appliance.prediction(#"{"pm25":1}"#)
            let text = try await appliance.get("/metrics", accept: "application/openmetrics-text").text
            let line = try #require(
                text.split(separator: "\n").first {
                    $0.hasPrefix("model_prediction_duration_seconds_bucket") && $0.contains(" # {")
                }, "\(text)")
            let id = try #require(line.firstMatch(of: #/trace_id="([0-9a-f]{32})"/#)?.output.1)
            #expect(text.contains("http_request_duration_seconds_bucket{") && text.hasSuffix("# EOF\n"))
            let plain = try await appliance.get("/metrics", accept: "text/plain").text
            #expect(!plain.contains("trace_id"))
            try await appliance.parts.telemetry.traces.flush()
            let answer = try await appliance.get("/api/traces/\(id)")
            #expect(answer.text.contains(#""POST /predict""#), "\(answer.text)")

            let telemetry = appliance.parts.telemetry
            telemetry.recorder.listens(at: "127.0.0.1:8000")
            let now = appliance.clock.clock.now().millisecondsSince1970
            try telemetry.recorder.record(into: telemetry.store(), at: now, now: now)
            let query =
                "histogram_quantile(0.9,rate(model_prediction_duration_seconds_bucket[5m]))"
                .addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            let found = try await appliance.get(
                "/api/v1/query_exemplars?query=\(query)&start=\(now / 1_000 - 1)&end=\(now / 1_000 + 1)")
            let series = try #require(try found.object()["data"] as? [[String: Any]], "\(found.text)")
            let exemplars = try #require(series.first?["exemplars"] as? [[String: Any]])
            #expect((exemplars.first?["labels"] as? [String: String])?["trace_id"] == String(id))
            #expect(exemplars.first?["value"] is String && exemplars.first?["timestamp"] is NSNumber)
            let labels = try #require(series.first?["seriesLabels"] as? [String: String])
            #expect(labels["__name__"] == "model_prediction_duration_seconds_bucket" && labels["le"] != nil)
            let later = try await appliance.get(
                "/api/v1/query_exemplars?query=\(query)&start=\(now / 1_000 + 1)&end=\(now / 1_000 + 2)")
            #expect((try later.object()["data"] as? [Any])?.isEmpty == true)
        }
    }
}
