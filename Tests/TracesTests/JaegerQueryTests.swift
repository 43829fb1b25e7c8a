import Testing

@testable import Traces

struct JaegerQueryTests {
    private static let now: Int64 = 7_200_000_000_000

    private func query(_ pairs: KeyValuePairs<String, String>) throws -> JaegerQuery {
        try JaegerQuery(parameters: pairs.map { (name: $0.key, value: $0.value) }, now: Self.now)
    }

    @Test func readsAllParameters() throws {
        let found = try query([
            "service": "api", "operation": "GET /", "tags": #"{"error":"true","http.status":"500"}"#, "tag": "a:b:c",
            "minDuration": "1.2ms", "maxDuration": "1m0.5s", "start": "1000", "end": "2000000", "limit": "7",
            "lookback": "custom", "unknown": "x",
        ])
        #expect(
            found
                == JaegerQuery(
                    service: "api", operation: "GET /",
                    tags: [
                        SpanAttribute("error", "true"), SpanAttribute("http.status", "500"), SpanAttribute("a", "b:c"),
                    ],
                    minDuration: 1_200_000, maxDuration: 60_500_000_000, range: 1_000_000...2_000_000_000, limit: 7))
    }

    @Test func searchesTheLastHourForTwentyTraces() throws {
        let found = try query(["service": "api", "operation": "", "tags": ""])
        #expect(found == JaegerQuery(service: "api", range: 3_600_000_000_000...Self.now, limit: 20))
    }

    @Test(arguments: [("1h", 6_400_000_000_000), ("2m30s", 9_850_000_000_000), ("300h", 0)])
    func looksBackFromTheEnd(lookback: String, start: Int64) throws {
        let query = try JaegerQuery(
            parameters: [("service", "api"), ("lookback", lookback)], now: 10_000_000_000_000)
        #expect(query.range == start...10_000_000_000_000)
    }

    @Test(arguments: ["-1s", "custom", "292y"]) func refusesALookbackThatIsNone(lookback: String) {
        #expect(throws: JaegerQueryError.self) {
            try JaegerQuery(parameters: [("service", "api"), ("lookback", lookback)], now: 1)
        }
    }

    @Test func readsTagsAsLogfmt() throws {
        #expect(
            try query(["service": "a", "tags": "error=true x=a=b"]).tags
                == [SpanAttribute("error", "true"), SpanAttribute("x", "a=b")])
    }

    @Test(
        arguments: [
            ("1ns", 1), ("100us", 100_000), ("100µs", 100_000), ("1.5h", 5_400_000_000_000),
            ("1h2m3s", 3_723_000_000_000),
        ])
    func readsDurations(text: String, nanoseconds: Int64) throws {
        #expect(try JaegerQuery.duration(text, of: "minDuration") == nanoseconds)
    }

    @Test(
        arguments: [
            ("minDuration", "5"), ("minDuration", "-1s"), ("minDuration", "s"), ("minDuration", "1x"),
            ("minDuration", "1.2.3s"), ("minDuration", "9999999999h"), ("start", "x"), ("start", "-1"),
            ("end", "9223372036854775807"), ("limit", "0"), ("limit", "1501"), ("limit", "x"), ("tag", "a"),
            ("tag", ":b"), ("tags", "{"), ("tags", #"{"a":1}"#), ("tags", "error"), ("tags", "=x"),
            ("tags", "a=" + String(repeating: "x", count: Limits.maxTagsBytes)),
        ])
    func refusesBadValues(name: String, value: String) {
        #expect {
            try JaegerQuery(parameters: [("service", "a"), (name, value)], now: Self.now)
        } throws: { error in
            guard case .bad(let parameter, _, _) = error as? JaegerQueryError else { return false }
            return parameter == name
        }
    }

    @Test func refusesWhatFindsNothing() {
        #expect(throws: JaegerQueryError.missing("service")) { try query([:]) }
        #expect(throws: JaegerQueryError.emptyRange("end")) { try query(["service": "a", "start": "2", "end": "1"]) }
        #expect(throws: JaegerQueryError.emptyRange("maxDuration")) {
            try query(["service": "a", "minDuration": "2s", "maxDuration": "1s"])
        }
        let tags = (0...Limits.maxSearchTags).map { "t\($0)=1" }.joined(separator: " ")
        #expect(throws: JaegerQueryError.tooManyTags(limit: Limits.maxSearchTags)) {
            try query(["service": "a", "tags": tags])
        }
    }

    @Test func acceptsSpans() throws {
        var wanted = JaegerQuery(service: "api", range: 1_000_000...2_000_000)
        let found = try span(status: .error(message: "no"), attributes: [SpanAttribute("code", .int(500))])
        #expect(wanted.accepts(found))
        wanted.tags = [
            SpanAttribute("code", "500"), SpanAttribute("host", "h"), SpanAttribute("error", "true"),
            SpanAttribute("span.kind", "server"),
        ]
        #expect(wanted.accepts(found))
        for change: (inout JaegerQuery) -> Void in [
            { $0.service = "x" }, { $0.operation = "x" }, { $0.tags.append(SpanAttribute("code", "501")) },
            { $0.minDuration = 5_001 }, { $0.maxDuration = 4_999 }, { $0.range = 1_000_001...2_000_000 },
            { $0.range = 0...999_999 },
        ] {
            var other = wanted
            change(&other)
            #expect(!other.accepts(found))
        }
    }
}
