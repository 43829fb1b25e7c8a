import Access
import Foundation
import HTTPTypes
import Storage
import Testing
import TimeSeries
import WireFormats

@testable import Appliance

/// Data points by OTLP/HTTP.
@Suite struct OTLPMetricsEndpointTests {
    private static let now = "1735689600000000000"

    fileprivate static func body(_ metrics: String) -> String {
        """
        {"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}},
        {"key":"service.namespace","value":{"stringValue":"eu"}},
        {"key":"service.instance.id","value":{"stringValue":"one"}},
        {"key":"host.name","value":{"stringValue":"h"}}]},"scopeMetrics":[{"metrics":[\(metrics)]}]}]}
        """
    }

    private static func point(_ value: String, time: String = now) -> String {
        """
        {"timeUnixNano":"\(time)","attributes":[{"key":"http.route","value":{"stringValue":"/a"}}],\(value)}
        """
    }

    private static func sum(_ name: String, _ points: String, temporality: Int = 2) -> String {
        """
        {"name":"\(name)","sum":{"isMonotonic":true,"aggregationTemporality":\(temporality),"dataPoints":[\(points)]}}
        """
    }

    @Test(arguments: ["/v1/metrics", "/api/v1/otlp/v1/metrics"])
    func pointsAreSeriesOfTheirResource(path: String) async throws {
        try await TestAppliance.run(storesTelemetry: true) { appliance in
            let histogram = """
                {"name":"size","unit":"By","histogram":{"aggregationTemporality":2,"dataPoints":[
                \(Self.point(#""count":"3","sum":7,"bucketCounts":["1","2"],"explicitBounds":[2.5]"#))]}}
                """
            let summary = """
                {"name":"wait","unit":"s","summary":{"dataPoints":[
                \(Self.point(#""count":"3","sum":7,"quantileValues":[{"quantile":0.5,"value":2}]"#))]}}
                """
            let gauge = #"{"name":"level","gauge":{"dataPoints":[\#(Self.point(#""asDouble":1.5"#))]}}"#
            let metrics = [Self.sum("orders", Self.point(#""asInt":"4""#)), gauge, histogram, summary]
            let packed = try Gzip.compress(Array(Self.body(metrics.joined(separator: ",")).utf8))
            let answer = try await appliance.send(
                .post, path, packed, type: "application/json", headers: [.contentEncoding: "gzip"])
            #expect(answer.status == .ok && answer.text == "{}", "\(answer.text)")
            let labels = #""http_route":"/a","instance":"one","job":"eu/shop""#
            for (query, name, extra, value) in [
                ("orders_total", "orders_total", "", "4"), ("level", "level", "", "1.5"),
                ("size_bytes_count", "size_bytes_count", "", "3"), ("size_bytes_sum", "size_bytes_sum", "", "7"),
                (#"size_bytes_bucket{le="2.5"}"#, "size_bytes_bucket", #","le":"2.5""#, "1"),
                (#"size_bytes_bucket{le="+Inf"}"#, "size_bytes_bucket", #","le":"+Inf""#, "3"),
                ("wait_seconds", "wait_seconds", #","quantile":"0.5""#, "2"),
            ] {
                let found = try await appliance.query(query)
                let expected =
                    #"{"metric":{"__name__":"\#(name)",\#(labels)\#(extra)},"value":[1735689600,"\#(value)"]}"#
                #expect(found.contains(expected), "\(query): \(found)")
            }
            let target = try await appliance.query(#"target_info{job="eu/shop"}"#)
            #expect(target.contains(#""host_name":"h""#), "\(target)")
            let metadata = try await appliance.get("/api/v1/metadata?metric=orders_total")
            #expect(metadata.text.contains(#""type":"counter""#), "\(metadata.text)")
        }
    }

    @Test func whatCannotBeStoredIsCountedInTheAnswer() async throws {
        try await TestAppliance.run(storesTelemetry: true) { appliance in
            let delta = try await appliance.partial(Self.sum("d", Self.point(#""asInt":"4""#), temporality: 1))
            #expect(delta.rejected == "1" && delta.message.contains("send cumulative temporality"))
            let twice = Self.sum("t", Self.point(#""asInt":"4""#))
            #expect(try await appliance.post("/v1/metrics", Self.body(twice)).text == "{}")
            #expect(
                try await appliance.post("/v1/metrics", Self.body(twice)).text == "{}", "A repetition is no fault.")
            let older = Self.sum("t", Self.point(#""asInt":"3""#, time: "1735689590000000000"))
            let late = try await appliance.partial(older + "," + Self.sum("u", Self.point(#""asInt":"3""#)))
            #expect(late.rejected == "1" && late.message == "Samples were not stored: out of order sample.")
            #expect(try await appliance.query("u_total").contains(#""3""#), "The others are stored.")
        }
    }

    /// One label that is too long is one rejected point; a time in the wrong unit makes no series.
    @Test func onlyBadPointsAreRejected() async throws {
        try await TestAppliance.run(storesTelemetry: true) { appliance in
            let long = String(repeating: "n", count: 300)
            let bad = Self.point(#""asInt":"3""#).replacing("http.route", with: long)
            let answer = try await appliance.partial(
                Self.sum("good", Self.point(#""asInt":"4""#)) + "," + Self.sum("bad", bad))
            #expect(answer.rejected == "1" && answer.message.contains("300 bytes"), "\(answer.message)")
            #expect(try await appliance.query("good_total").contains(#""4""#))
            let store = try appliance.parts.telemetry.store()
            let series = store.memory.series
            let early = Self.sum("early", Self.point(#""asInt":"4""#, time: "1735689600"))
            #expect(try await appliance.partial(early).message == "Samples were not stored: out of bounds.")
            #expect(!store.hasSeries(of: "early_total") && store.metadata["early_total"] == nil)
            #expect(store.memory.series == series)
        }
    }

    @Test(arguments: [
        ("{", "application/json", 400), ("x", "application/x-protobuf", 400), ("{}", "text/plain", 415),
        ("{}", "application/json", 200), ("", "application/x-protobuf", 200),
    ]) func bodiesAreChecked(body: String, type: String, status: Int) async throws {
        try await TestAppliance.run(storesTelemetry: true) { appliance in
            let answer = try await appliance.send(.post, "/v1/metrics", Array(body.utf8), type: type)
            #expect(answer.status.code == status, "\(answer.text)")
        }
    }

    @Test func rightsAreAskedForAndAStoreIsNeeded() async throws {
        try await TestAppliance.run(telemetryProblem: "Nothing is stored.") { appliance in
            #expect(try await appliance.post("/v1/metrics", "{}").status == .serviceUnavailable)
            let viewer = try await appliance.makeCaller("viewer", role: .viewer)
            #expect(try await appliance.asked(by: viewer).post("/v1/metrics", "{}").status == .forbidden)
            #expect(try await appliance.asked(by: nil).post("/v1/metrics", "{}").status == .unauthorized)
        }
    }
}

extension TestAppliance {
    fileprivate func query(_ query: String) async throws -> String {
        let escaped = query.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        return try await get("/api/v1/query?time=1735689600&query=" + escaped).text
    }

    fileprivate func partial(_ metrics: String) async throws -> (rejected: String, message: String) {
        let answer = try await post("/v1/metrics", OTLPMetricsEndpointTests.body(metrics))
        #expect(answer.status == .ok)
        let partial = try #require(try answer.object()["partialSuccess"] as? [String: Any], "\(answer.text)")
        return (partial["rejectedDataPoints"] as? String ?? "", partial["errorMessage"] as? String ?? "")
    }
}
