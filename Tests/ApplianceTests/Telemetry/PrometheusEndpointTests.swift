import Access
import Foundation
import HTTPTypes
import Signals
import Storage
import Testing
import WireFormats

@testable import Appliance

/// Prometheus's HTTP API: answers in its envelope, and failures under its names and statuses.
@Suite struct PrometheusEndpointTests {
    /// 2025-01-01, where the clock of the tests stands.
    private static let now: Int64 = 1_735_689_600_000

    /// Two series of five samples each, 15 s apart, the last of them now.
    private static func run(_ body: @Sendable (TestAppliance) async throws -> Void) async throws {
        try await TestAppliance.run(storesTelemetry: true) { appliance in
            let series = try (1...2).map { number in
                WrittenSeries(
                    labels: try LabelSet([
                        Label("__name__", "m"), Label("n", "\(number)"), Label("job", "j"),
                    ]),
                    samples: (0..<5).map {
                        WireFormats.MetricSample(
                            milliseconds: now - 60_000 + Int64($0) * 15_000, value: Double(number * $0))
                    })
            }
            let metadata = [WireFormats.FamilyMetadata(family: "m", kind: .counter, help: "Some \"thing\".")]
            let answer = try await write(RemoteWriteBody(series: series, metadata: metadata).snappy(), to: appliance)
            #expect(answer.status == .noContent, "\(answer.text)")
            try await body(appliance)
        }
    }

    private static func write(_ body: [UInt8], to appliance: TestAppliance) async throws -> Answer {
        try await appliance.send(
            .post, "/api/v1/write", body, type: "application/x-protobuf", headers: [.contentEncoding: "snappy"])
    }

    @Test(arguments: [
        (
            "query?query=m&time=1735689600",
            #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"m","job":"j","n":"1"},"value":[1735689600,"4"]},{"metric":{"__name__":"m","job":"j","n":"2"},"value":[1735689600,"8"]}]}}"#
        ),
        ("query?query=1%2B1&time=4", #"{"status":"success","data":{"resultType":"scalar","result":[4,"2"]}}"#),
        ("query?query=%22a%22&time=4.5", #"{"status":"success","data":{"resultType":"string","result":[4.500,"a"]}}"#),
        ("query?query=none", #"{"status":"success","data":{"resultType":"vector","result":[]}}"#),
        (
            "query?query=sort_desc(m)&limit=1",
            #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"m","job":"j","n":"2"},"value":[1735689600,"8"]}]},"warnings":["results truncated due to limit"]}"#
        ),
        (
            "query_range?query=sum(m)&start=1735689570&end=2025-01-01T00:00:00Z&step=15s",
            #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1735689570,"6"],[1735689585,"9"],[1735689600,"12"]]}]}}"#
        ),
        ("series?match[]=m%7Bn=%221%22%7D", #"{"status":"success","data":[{"__name__":"m","job":"j","n":"1"}]}"#),
        ("labels", #"{"status":"success","data":["__name__","job","n"]}"#),
        ("label/n/values?match[]=m", #"{"status":"success","data":["1","2"]}"#),
        (
            "metadata?metric=m",
            #"{"status":"success","data":{"m":[{"type":"counter","help":"Some \"thing\".","unit":""}]}}"#
        ),
        ("metadata?limit=0", #"{"status":"success","data":{}}"#),
        (
            "metadata?limit=-1&limit_per_metric=0",
            #"{"status":"success","data":{"m":[{"type":"counter","help":"Some \"thing\".","unit":""}]}}"#
        ),
        ("rules", #"{"status":"success","data":{"groups":[]}}"#),
        ("rules?type=", #"{"status":"success","data":{"groups":[]}}"#),
        ("rules?type=Alert", #"{"status":"success","data":{"groups":[]}}"#),
        ("rules?type=record", #"{"status":"success","data":{"groups":[]}}"#),
        ("alerts", #"{"status":"success","data":{"alerts":[]}}"#),
        ("targets", #"{"status":"success","data":{"activeTargets":[],"droppedTargets":[],"droppedTargetCounts":{}}}"#),
        ("format_query?query=sum(m)by(n)", #"{"status":"success","data":"sum by (n) (m)"}"#),
        ("query_exemplars?query=m", #"{"status":"success","data":[]}"#),
    ])
    func answers(_ target: String, _ expected: String) async throws {
        try await Self.run { appliance in
            let answer = try await appliance.get("/api/v1/" + target)
            #expect(answer.status == .ok)
            #expect(answer.text == expected)
            #expect(answer.headers[.contentType] == "application/json")
        }
    }

    @Test(arguments: [
        (
            "query?query=sum(", 400, "bad_data",
            #"invalid parameter "query": 1:5: parse error: unclosed left parenthesis"#
        ),
        (
            "query", 400, "bad_data",
            #"invalid parameter "query": unknown position: parse error: no expression found in input"#
        ),
        (
            "query?query=m&time=x", 400, "bad_data",
            #"invalid parameter "time": Invalid time value for 'time': cannot parse "x" to a valid timestamp"#
        ),
        (
            "query?query=m&timeout=x", 400, "bad_data",
            #"invalid parameter "timeout": cannot parse "x" to a valid duration"#
        ),
        ("query?query=m&timeout=0", 503, "timeout", "query timed out in expression evaluation"),
        ("metadata?limit=x", 400, "bad_data", "limit must be a number"),
        ("metadata?limit_per_metric=x", 400, "bad_data", "limit_per_metric must be a number"),
        ("query?query=m&limit=-1", 400, "bad_data", #"invalid parameter "limit": limit must be non-negative"#),
        (
            "query_range?query=m&start=0&end=11001&step=1", 400, "bad_data",
            "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)"
        ),
        (
            "query_range?query=m&start=2&end=1&step=1", 400, "bad_data",
            #"invalid parameter "end": end timestamp must not be before start time"#
        ),
        (
            "query_range?query=m&start=0&end=1&step=0", 400, "bad_data",
            #"invalid parameter "step": zero or negative query resolution step widths are not accepted. Try a positive integer"#
        ),
        ("query_range?query=m", 400, "bad_data", #"invalid parameter "start": cannot parse "" to a valid timestamp"#),
        ("query?query=%zz", 400, "bad_data", "error parsing form values: invalid URL escape or text that is not UTF-8"),
        ("series", 400, "bad_data", "no match[] parameter provided"),
        ("rules?type=foo", 400, "bad_data", #"invalid parameter "type": not supported value "foo""#),
        ("query?query=m%20%2B%20on()%20group_left()%20m", 422, "execution", nil),
    ])
    func fails(_ target: String, _ status: Int, _ type: String, _ message: String?) async throws {
        try await Self.run { appliance in
            let answer = try await appliance.get("/api/v1/" + target)
            #expect(answer.status.code == status, "\(answer.text)")
            let object = try answer.object()
            #expect(object["status"] as? String == "error")
            #expect(object["errorType"] as? String == type)
            if let message { #expect(object["error"] as? String == message) }
        }
    }

    @Test func takesFormsAndSecondTargets() async throws {
        try await Self.run { appliance in
            let answer = try await appliance.send(
                .post, "/api/v1/query?query=2&time=1", Array("query=1%2B2".utf8),
                type: "application/x-www-form-urlencoded")
            #expect(answer.text == #"{"status":"success","data":{"resultType":"scalar","result":[1,"3"]}}"#)
        }
    }

    @Test func readsBackWhatWasWritten() async throws {
        try await Self.run { appliance in
            let status = try await appliance.get("/api/v1/status/tsdb?limit=1")
            #expect(status.text.contains(#""seriesCountByMetricName":[{"name":"m","value":2}]"#), "\(status.text)")
            let info = try await appliance.get("/api/v1/status/buildinfo")
            #expect(!info.text.contains("features") && info.text.contains(#""version":"3.5.0""#))
            for path in ["config", "flags", "runtimeinfo"] {
                #expect(try await appliance.get("/api/v1/status/\(path)").status == .ok)
            }
        }
    }

    @Test func refusesWritesThatCannotBeStored() async throws {
        try await Self.run { appliance in
            let old = WrittenSeries(
                labels: try LabelSet([Label("__name__", "m"), Label("n", "1"), Label("job", "j")]),
                samples: [WireFormats.MetricSample(milliseconds: Self.now - 90_000, value: 1)])
            let answer = try await Self.write(RemoteWriteBody(series: [old]).snappy(), to: appliance)
            #expect(answer.status == .badRequest && answer.text.hasPrefix("out of order sample"), "\(answer.text)")
            #expect(try await Self.write([1, 2, 3], to: appliance).status == .badRequest)
            let plain = try await appliance.send(.post, "/api/v1/write", [], type: "text/plain")
            #expect(plain.status == .unsupportedMediaType)
            let gzip = try await appliance.send(
                .post, "/api/v1/write", [], type: "application/x-protobuf", headers: [.contentEncoding: "gzip"])
            #expect(gzip.status == .unsupportedMediaType)
        }
    }

    /// The rest is stored; what is refused for its time makes no series, and so no metadata.
    @Test func refusesOnlyWhatCannotBeStored() async throws {
        try await Self.run { appliance in
            func series(_ name: String, _ time: Int64, label: String = "l") throws -> WrittenSeries {
                WrittenSeries(
                    labels: try LabelSet([Label("__name__", name), Label(label, "v")]),
                    samples: [WireFormats.MetricSample(milliseconds: time, value: 1)])
            }
            let long = String(repeating: "n", count: 300)
            let message = RemoteWriteBody(
                series: [
                    try series("good", Self.now), try series("bad", Self.now, label: long),
                    try series("ahead", Self.now * 1_000_000),
                ], metadata: ["good", "ahead"].map { FamilyMetadata(family: $0, kind: .gauge) })
            let answer = try await Self.write(message.snappy(), to: appliance)
            #expect(answer.status == .badRequest)
            #expect(
                answer.text.contains("300 bytes") && answer.text.contains("(2 of 3 samples were not stored)"),
                "\(answer.text)")
            let store = try appliance.parts.telemetry.store()
            #expect(store.hasSeries(of: "good") && !store.hasSeries(of: "bad") && !store.hasSeries(of: "ahead"))
            #expect(store.metadata["good"] != nil && store.metadata["ahead"] == nil)
            let metrics = try await appliance.metrics()
            #expect(metrics.contains(#"telemetry_samples_refused_total{reason="bad_labels"} 1"#))
            #expect(metrics.contains(#"telemetry_samples_refused_total{reason="too_far_ahead"} 1"#))
        }
    }

    /// Series of one request need not have the same times.
    @Test func takesSeriesWhoseTimesDiffer() async throws {
        try await Self.run { appliance in
            let series = try [[0, 20, 40], [10, 20, 30, 40]].enumerated().map { number, seconds in
                WrittenSeries(
                    labels: try LabelSet([Label("__name__", "d"), Label("n", "\(number)")]),
                    samples: seconds.map {
                        WireFormats.MetricSample(milliseconds: Self.now - 60_000 + Int64($0) * 1_000, value: 1)
                    })
            }
            let answer = try await Self.write(RemoteWriteBody(series: series).snappy(), to: appliance)
            #expect(answer.status == .noContent, "\(answer.text)")
        }
    }

    @Test func rightsAreAskedFor() async throws {
        try await Self.run { appliance in
            #expect(try await appliance.asked(by: nil).get("/api/v1/query?query=1").status == .unauthorized)
            let viewer = try await appliance.makeCaller("viewer", role: .viewer)
            #expect(try await appliance.asked(by: viewer).get("/api/v1/query?query=1").status == .ok)
            let write = try await Self.write([], to: appliance.asked(by: viewer))
            #expect(write.status == .forbidden)
        }
    }

    /// Grafana takes the daemon for something else where this path answers anything else.
    @Test func unknownPathsAreNoPages() async throws {
        try await Self.run { appliance in
            let answer = try await appliance.get("/api/v1/rules/test/test")
            #expect(answer.status == .notFound && answer.text.contains("page not found"))
        }
    }

    /// What a scraped address has in its query may be a secret.
    @Test(arguments: ["targets", "status/config"])
    func addressesHaveNoSecrets(path: String) async throws {
        var settings = MetricSettings()
        settings.scrape = [try #require(ScrapeJob("job=a targets=b:1 path=/m?token=s3cret"))]
        try await TestAppliance.run(metrics: settings) { appliance in
            let answer = try await appliance.get("/api/v1/" + path)
            #expect(answer.text.contains("/m?token=xxxxx") && !answer.text.contains("s3cret"), "\(answer.text)")
        }
    }

    @Test func saysWhyNothingIsStored() async throws {
        try await TestAppliance.run(telemetryProblem: "Nothing is stored in /secret/path.") { appliance in
            let answer = try await appliance.get("/api/v1/query?query=m")
            #expect(answer.status == .serviceUnavailable)
            #expect(try answer.object()["errorType"] as? String == "unavailable")
            let ready = try await appliance.get("/health/ready")
            #expect(
                ready.status == .ok && ready.text.contains(#""telemetry":"Telemetry is not stored; the log says why.""#)
            )
            #expect(!ready.text.contains("/secret/path"))
            #expect(try await appliance.metrics().contains("telemetry_storing 0"))
        }
    }

    @Test func ownSeriesAreStoredAndEnd() async throws {
        try await TestAppliance.run(storesTelemetry: true) { appliance in
            let store = try appliance.parts.telemetry.store()
            let recorder = appliance.parts.telemetry.recorder
            try recorder.record(into: store, at: Self.now, now: Self.now)
            #expect(store.memory.samples == 0, "Nothing is stored before the address is known.")
            recorder.listens(at: "127.0.0.1:8000")
            try recorder.record(into: store, at: Self.now, now: Self.now)
            let up = try await appliance.get("/api/v1/query?query=up")
            #expect(
                up.text.contains(
                    #"{"metric":{"__name__":"up","instance":"127.0.0.1:8000","job":"geoclimate-api"},"value":[1735689600,"1"]}"#
                ))
            let buckets = try await appliance.get("/api/v1/query?query=count(http_request_size_bytes_bucket)")
            #expect(buckets.text.contains(#""7""#), "\(buckets.text)")
            let metadata = try await appliance.get("/api/v1/metadata?metric=telemetry_samples_total")
            #expect(metadata.text.contains(#""type":"counter""#))
        }
    }
}
