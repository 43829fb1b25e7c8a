import Access
import Foundation
import HTTPTypes
import Storage
import Testing
import WireFormats

@testable import Appliance

/// Loki's HTTP API over a store with known lines.
@Suite struct LokiEndpointTests {
    private static let base = "/loki/api/v1/"
    /// The appliance's clock stands at 2025-01-01T00:00:00Z.
    private static let now: Int64 = 1_735_689_600_000_000_000

    private static func push(_ appliance: TestAppliance) async throws {
        let body = """
            {"streams":[
            {"stream":{"app":"web","env":"prod"},"values":[
              ["\(now - 3_000_000_000)","level=info status=200 took=1.5"],
              ["\(now - 2_000_000_000)","level=error status=500 took=3",{"trace_id":"abc"}]]},
            {"stream":{"app":"db","env":"prod"},"values":[["\(now - 1_000_000_000)","slow"]]}]}
            """
        let answer = try await appliance.post(base + "push", body)
        #expect(answer.status == .noContent, "\(answer.text)")
    }

    private static func data(_ answer: Answer) throws -> [String: Any] {
        #expect(answer.status == .ok, "\(answer.text)")
        let object = try answer.object()
        #expect(object["status"] as? String == "success")
        return try #require(object["data"] as? [String: Any], "\(answer.text)")
    }

    private static func lines(_ answer: Answer) throws -> [String] {
        let data = try data(answer)
        #expect(data["resultType"] as? String == "streams")
        let result = try #require(data["result"] as? [[String: Any]])
        return result.flatMap { ($0["values"] as? [[Any]] ?? []).compactMap { $0[1] as? String } }
    }

    /// Escapes a text for a query.
    private static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }

    private static func range(_ query: String, _ more: String = "") -> String {
        base + "query_range?query=" + escaped(query) + "&start=\(now - 60_000_000_000)&end=\(now)" + more
    }

    @Test func grafanasHealthQueryWorks() async throws {
        try await TestAppliance.run(storesTelemetry: true) { appliance in
            // Go writes a space as a plus sign in a query.
            for query in ["vector(1)%2Bvector(1)", "vector(1)+%2B+vector(1)"] {
                let data = try Self.data(try await appliance.get(Self.base + "query?query=\(query)&time=4000000000"))
                #expect(data["resultType"] as? String == "vector")
                let result = try #require(data["result"] as? [[String: Any]])
                #expect(result.count == 1 && (result.first?["value"] as? [Any])?.last as? String == "2")
                #expect((result.first?["value"] as? [Any])?.first as? Int == 4_000_000_000)
            }
        }
    }

    @Test func linesThatWerePushedAreFound() async throws {
        try await TestAppliance.run(storesTelemetry: true) { appliance in
            try await Self.push(appliance)
            let cases: [(String, String, [String])] = [
                (#"{app="db"}"#, "", ["slow"]), (#"{env="prod"} |= "status=5""#, "", ["level=error status=500 took=3"]),
                (#"{app="web"}"#, "&limit=1", ["level=error status=500 took=3"]),
                (#"{app="web"}"#, "&limit=1&direction=FORWARD", ["level=info status=200 took=1.5"]),
                (#"{app="web"} | logfmt | took < 2"#, "", ["level=info status=200 took=1.5"]),
                (#"{env="prod"}"#, "&interval=2s&direction=forward", ["slow", "level=info status=200 took=1.5"]),
                (#"{app="none"}"#, "", []),
            ]
            for (query, more, expected) in cases {
                #expect(try Self.lines(try await appliance.get(Self.range(query, more))) == expected, "\(query)")
            }
            // The end is not in, and what is on the disk is found as well.
            try await appliance.parts.telemetry.logs.flush()
            let from = Self.base + "query_range?query=" + Self.escaped(#"{env="prod"}"#)
            let answer = try await appliance.get(from + "&end=\(Self.now - 1_000_000_000)&since=1h")
            #expect(try Self.lines(answer).count == 2)
        }
    }

    @Test func categorisedLinesHaveTheirLabelsApart() async throws {
        try await TestAppliance.run(storesTelemetry: true) { appliance in
            try await Self.push(appliance)
            let path = Self.range(#"{app="web"} | logfmt | status=500"#)
            let plain = try Self.data(try await appliance.get(path))
            let stream = try #require((plain["result"] as? [[String: Any]])?.first?["stream"] as? [String: String])
            #expect(stream["trace_id"] == "abc" && stream["took"] == "3" && stream["app"] == "web")
            let flag = try #require(HTTPField.Name("X-Loki-Response-Encoding-Flags"))
            let apart = try Self.data(
                try await appliance.send(.get, path, headers: [flag: "categorize-labels"]))
            #expect(apart["encodingFlags"] as? [String] == ["categorize-labels"])
            let one = try #require((apart["result"] as? [[String: Any]])?.first)
            #expect((one["stream"] as? [String: String])?["took"] == nil)
            let third = try #require((one["values"] as? [[Any]])?.first?.last as? [String: [String: String]])
            #expect(third["structuredMetadata"]?["trace_id"] == "abc" && third["parsed"]?["took"] == "3")
        }
    }

    @Test func numbersAreWorkedOut() async throws {
        try await TestAppliance.run(storesTelemetry: true) { appliance in
            try await Self.push(appliance)
            let query = Self.escaped(#"sum by (app) (count_over_time({env="prod"}[1m]))"#)
            let instant = try Self.data(try await appliance.get(Self.base + "query?query=\(query)&time=\(Self.now)"))
            let vector = try #require(instant["result"] as? [[String: Any]])
            #expect(vector.map { ($0["metric"] as? [String: String])?["app"] } == ["db", "web"])
            #expect(vector.map { ($0["value"] as? [Any])?.last as? String } == ["1", "2"])
            let form = Array("query=\(query)&start=1735689540&end=1735689600&step=30".utf8)
            let type = "application/x-www-form-urlencoded"
            let range = try Self.data(
                try await appliance.send(.post, Self.base + "query_range", form, type: type))
            #expect(range["resultType"] as? String == "matrix")
            let series = try #require(range["result"] as? [[String: Any]])
            #expect(series.count == 2)
            let points = try #require(series.last?["values"] as? [[Any]])
            #expect(points.last?.first as? Int == 1_735_689_600 && points.last?.last as? String == "2")
        }
    }

    @Test func labelsSeriesAndStatisticsAreTold() async throws {
        try await TestAppliance.run(storesTelemetry: true) { appliance in
            try await Self.push(appliance)
            func list(_ path: String) async throws -> [String] {
                try #require(try await appliance.get(Self.base + path).object()["data"] as? [String])
            }
            #expect(try await list("labels") == ["app", "env"])
            #expect(try await list("label/app/values") == ["db", "web"])
            #expect(try await list("label/app/values?query=" + Self.escaped(#"{app=~"w.*"}"#)) == ["web"])
            #expect(try await list("label/none/values").isEmpty)
            let selectors =
                "match%5B%5D=" + Self.escaped(#"{app="db"}"#) + "&match%5B%5D=" + Self.escaped(#"{env="prod"}"#)
            let series = try await appliance.get(Self.base + "series?" + selectors).object()["data"]
            #expect((series as? [[String: String]])?.count == 2)
            let selector = "query=" + Self.escaped(#"{app="web"}"#)
            let statistics = try await appliance.get(Self.base + "index/stats?" + selector).object()
            #expect(statistics["streams"] as? Int == 1 && statistics["entries"] as? Int == 2)
            let labels = try await appliance.get(Self.base + "detected_labels").object()["detectedLabels"]
            #expect((labels as? [[String: Any]])?.map { $0["cardinality"] as? Int } == [2, 1])
        }
    }

    @Test func volumesAreSummedUp() async throws {
        try await TestAppliance.run(storesTelemetry: true) { appliance in
            try await Self.push(appliance)
            func volumes(_ more: String) async throws -> [[String: Any]] {
                let path = Self.base + "index/volume?query=" + Self.escaped(#"{env="prod"}"#) + more
                return try #require(try Self.data(try await appliance.get(path))["result"] as? [[String: Any]])
            }
            let all = try await volumes("")
            #expect(all.count == 1 && (all.first?["value"] as? [Any])?.last as? String == "63")
            let apps = try await volumes("&targetLabels=app")
            #expect(apps.map { ($0["metric"] as? [String: String])?["app"] } == ["web", "db"])
            #expect(try await volumes("&targetLabels=app&limit=1").count == 1)
            let labels = try await volumes("&targetLabels=app,env&aggregateBy=labels")
            #expect(labels.map { $0["metric"] as? [String: String] } == [["app": "app"], ["env": "env"]])
            let path = Self.base + "index/volume_range?query=" + Self.escaped(#"{app="web"}"#)
            let range = try Self.data(
                try await appliance.get(path + "&start=\(Self.now - 60_000_000_000)&end=\(Self.now)&step=30"))
            let series = try #require(range["result"] as? [[String: Any]])
            #expect((series.first?["values"] as? [[Any]])?.map { $0.last as? String } == ["59"])
        }
    }

    /// Whatever is selected has its own labels then.
    @Test(arguments: ["index/volume?query=%7B%7D", "index/volume?", "index/volume_range?query=%7B%7D"])
    func withoutMatchersAndNamesVolumesAreThoseOfStreams(path: String) async throws {
        try await TestAppliance.run(storesTelemetry: true) { appliance in
            try await Self.push(appliance)
            let data = try Self.data(try await appliance.get(Self.base + path))
            let result = try #require(data["result"] as? [[String: Any]])
            let labels = result.compactMap { $0["metric"] as? [String: String] }
            #expect(labels.contains(["app": "web", "env": "prod"]) && labels.contains(["app": "db", "env": "prod"]))
        }
    }

    /// A query for lines has no use for steps, and any that are allowed do no harm; the default is one.
    @Test(arguments: ["&start=0&end=11000&step=1", "&start=0"])
    func stepsOfQueriesForLinesMayBeAny(range: String) async throws {
        try await TestAppliance.run(storesTelemetry: true) { appliance in
            let path = Self.base + "query_range?query=" + Self.escaped(#"{app="none"}"#)
            let answer = try await appliance.get(path + range)
            #expect(try Self.lines(answer).isEmpty)
        }
    }

    @Test func smallAnswersHaveTheirShapes() async throws {
        try await TestAppliance.run(storesTelemetry: true) { appliance in
            let build = try await appliance.get(Self.base + "status/buildinfo").object()
            #expect((build["version"] as? String)?.hasPrefix("3.") == true)
            let format = try await appliance.get(Self.base + "format_query?query=" + Self.escaped(#"{a="b"} "#))
                .object()
            #expect(format["data"] as? String == #"{a="b"}"#)
            try await Self.push(appliance)
            let fields = try await appliance.get(Self.base + "detected_fields?query=" + Self.escaped(#"{app="web"}"#))
            let found = try #require(try fields.object()["fields"] as? [[String: Any]], "\(fields.text)")
            #expect(found.contains { $0["label"] as? String == "took" && $0["parsers"] as? [String] == ["logfmt"] })
            let patterns = try await appliance.get(Self.base + "patterns?query=" + Self.escaped(#"{a="b"}"#)).object()
            #expect((patterns["data"] as? [Any])?.isEmpty == true)
        }
    }

    @Test(arguments: [
        ("query?query=%7Ba%3D%22b%22%7D", 400, "log queries are not supported as an instant query type"),
        ("query_range?query=%7Ba%3D", 400, "parse error"), ("query_range", 400, "'query' is missing"),
        ("query_range?query=%7Ba%3D%22b%22%7D&start=x", 400, "'start' is no time"),
        ("query_range?query=%7Ba%3D%22b%22%7D&start=2&end=1", 400, "before its start"),
        ("query_range?query=%7Ba%3D%22b%22%7D&limit=0", 400, "'limit'"),
        ("query_range?query=%7Ba%3D%22b%22%7D&direction=up", 400, "'direction'"),
        ("query_range?query=vector(1)&step=0", 400, "step"), ("query_range?query=%GG", 400, "percent"),
        ("series", 400, "0 matcher groups"), ("labels?query=vector(1)", 400, "only label matchers are supported"),
        ("index/volume_range?query=%7B%7D&step=0", 400, "zero or negative query resolution step widths"),
        ("index/volume?query=%7Ba%3D%22b%22%7D%7Cjson", 400, "only label matchers are supported"),
        ("index/stats?query=%7Ba%3D%22b%22%7D%7C%3D%22x%22", 400, "only label matchers are supported"),
        ("series?match%5B%5D=%7Ba%3D%22b%22%7D%7Cjson", 400, "only label matchers are supported"),
        ("query_range?query=%7Ba%3D%22b%22%7D&step=0", 400, "zero or negative query resolution step widths"),
        ("query_range?query=%7Ba%3D%22b%22%7D&step=-1", 400, "zero or negative query resolution step widths"),
        ("query_range?query=%7Ba%3D%22b%22%7D&start=0&end=11001&step=1", 400, "exceeded maximum resolution of 11,000"),
    ]) func whatIsWrongIsSaidAsPlainText(path: String, status: Int, part: String) async throws {
        try await TestAppliance.run(storesTelemetry: true) { appliance in
            let answer = try await appliance.get(Self.base + path)
            #expect(answer.status.code == status, "\(answer.text)")
            #expect(answer.headers[.contentType] == "text/plain; charset=utf-8")
            #expect(answer.text.contains(part), "\(answer.text)")
        }
    }

    @Test func pushesAreTakenPackedAndAsProtobuf() async throws {
        try await TestAppliance.run(storesTelemetry: true) { appliance in
            let json = Array(#"{"streams":[{"stream":{"a":"b"},"values":[["\#(Self.now)","packed"]]}]}"#.utf8)
            let packed = try Gzip.compress(json)
            let answer = try await appliance.send(
                .post, Self.base + "push", packed, type: "application/json", headers: [.contentEncoding: "gzip"])
            #expect(answer.status == .noContent, "\(answer.text)")
            // A push of one stream {c="d"} with one line "proto", written by hand.
            let entry: [UInt8] = [0x0A, 0x06, 0x08] + Self.varint(1_735_689_600) + [0x12, 0x05] + Array("proto".utf8)
            let labels = Array(#"{c="d"}"#.utf8)
            let stream = [0x0A, UInt8(labels.count)] + labels + [0x12, UInt8(entry.count)] + entry
            let message = [0x0A, UInt8(stream.count)] + stream
            let proto = try await appliance.send(
                .post, Self.base + "push", try SnappyBlock.compress(message), type: "application/x-protobuf")
            #expect(proto.status == .noContent, "\(proto.text)")
            for (query, line) in [(#"{a="b"}"#, "packed"), (#"{c="d"}"#, "proto")] {
                let path = Self.base + "query_range?query=" + Self.escaped(query) + "&end=\(Self.now + 1)"
                #expect(try Self.lines(try await appliance.get(path)) == [line])
            }
        }
    }

    private static func varint(_ value: UInt64) -> [UInt8] {
        value < 0x80 ? [UInt8(value)] : [UInt8(truncatingIfNeeded: value) | 0x80] + varint(value >> 7)
    }

    @Test func badPushesAreRefused() async throws {
        try await TestAppliance.run(storesTelemetry: true) { appliance in
            let old = Self.now - 400 * 86_400_000_000_000
            let cases: [(String, String?, Int)] = [
                (#"{"streams":[{"stream":{},"values":[["1","x"]]}]}"#, "application/json", 400),
                (#"{"streams":[{"stream":{"a":"b"},"values":[[1,"x"]]}]}"#, "application/json", 400),
                (#"{"streams":[{"stream":{"a":"b"},"values":[["\#(old)","x"]]}]}"#, "application/json", 400),
                ("{", "application/json", 400), ("x", "application/x-protobuf", 400), ("x", nil, 415),
                ("x", "text/plain", 415),
            ]
            for (body, type, status) in cases {
                let answer = try await appliance.send(.post, Self.base + "push", Array(body.utf8), type: type)
                #expect(answer.status.code == status, "\(body): \(answer.text)")
            }
            let answer = try await appliance.send(
                .post, Self.base + "push", [1, 2], type: "application/json", headers: [.contentEncoding: "br"])
            #expect(answer.status == .unsupportedMediaType)
        }
    }

    @Test func permissionsAreAsked() async throws {
        try await TestAppliance.run(storesTelemetry: true) { appliance in
            let viewer = appliance.asked(by: try await appliance.makeCaller("v", role: .viewer))
            #expect(try await viewer.get(Self.base + "labels").status == .forbidden)
            #expect(try await viewer.post(Self.base + "push", "{}").status == .forbidden)
            #expect(try await appliance.asked(by: nil).get(Self.base + "labels").status == .unauthorized)
        }
    }

    @Test func aRequestsLineNamesTheTraceOfItsCaller() async throws {
        try await TestAppliance.run(storesTelemetry: true) { appliance in
            let trace = "0af7651916cd43dd8448eb211c80319c"
            for header in ["00-\(trace)-b7ad6b7169203331-01", "00-\(trace.uppercased())-b7ad6b7169203331-01"] {
                _ = try await appliance.send(.get, "/models", headers: [.traceParent: header])
            }
            try await appliance.parts.telemetry.logs.flush()
            let path = Self.base + "query_range?query=" + Self.escaped(#"{kind="request"} | trace_id="\#(trace)""#)
            let lines = try Self.lines(try await appliance.get(path + "&end=\(Self.now + 1_000_000)"))
            #expect(lines.count == 1 && lines.first?.contains(#""trace_id":"\#(trace)""#) == true, "\(lines)")
        }
    }

    @Test func ownRequestsAreStored() async throws {
        try await TestAppliance.run(storesTelemetry: true) { appliance in
            _ = try await appliance.get("/models")
            try await appliance.parts.telemetry.logs.flush()
            let path = Self.base + "query_range?query=" + Self.escaped(#"{kind="request"} | json | route="/models""#)
            let lines = try Self.lines(try await appliance.get(path + "&end=\(Self.now + 1_000_000)"))
            #expect(lines.count == 1 && lines.first?.contains(#""status":200"#) == true, "\(lines)")
            #expect(try await appliance.metrics().contains(#"stored_log_lines_total{outcome="accepted"}"#))
        }
    }
}
