import Signals
import Testing

@testable import WireFormats

struct ExpositionTests {
    private func parse(_ text: String, _ format: Exposition.Format = .prometheus) throws -> Exposition {
        try Exposition(Array(text.utf8), format: format)
    }

    @Test func readsThePrometheusFormat() throws {
        let text = """
            # HELP http_requests_total Requests, a \\\\ and a\\nline.
            # TYPE http_requests_total counter
            http_requests_total{method="post",code="200",} 1027 1395066363000
            http_requests_total { method = "po\\"\\\\\\nst" , code="400" }\t3 -5
            # just a comment
            #TYPE nothing

            plain 12.47e-3
            up NaN
            inf +Inf
            {"my.metric", "label.with.dots"="x"} -Inf
            """
        let exposition = try parse(text)
        #expect(
            exposition.samples.map(\.labels) == [
                try labels(["__name__": "http_requests_total", "code": "200", "method": "post"]),
                try labels(["__name__": "http_requests_total", "code": "400", "method": "po\"\\\nst"]),
                try labels(["__name__": "plain"]), try labels(["__name__": "up"]), try labels(["__name__": "inf"]),
                try labels(["__name__": "my.metric", "label.with.dots": "x"]),
            ])
        #expect(exposition.samples.map(\.milliseconds) == [1_395_066_363_000, -5, nil, nil, nil, nil])
        #expect(exposition.samples[2].value == 12.47e-3)
        #expect(exposition.samples[3].value.bitPattern == 0x7ff8_0000_0000_0001)
        #expect(exposition.samples[4].value == .infinity && exposition.samples[5].value == -.infinity)
        #expect(
            exposition.families == [
                FamilyMetadata(family: "http_requests_total", kind: .counter, help: "Requests, a \\ and a\nline.")
            ])
    }

    @Test func readsOpenMetrics() throws {
        let text = """
            # TYPE latency_seconds histogram
            # UNIT latency_seconds seconds
            # HELP latency_seconds How \\"long\\".
            latency_seconds_bucket{le="0.1"} 8 # {trace_id="abc",span_id="d"} 0.067 1520879607.789
            latency_seconds_bucket{le="+Inf"} 9 # {} 3
            latency_seconds_sum 1.5 1520879607.25
            latency_seconds_created 1520430000.123
            # TYPE build info
            build_info{version="1"} 1
            # EOF

            """
        let exposition = try parse(text, .openMetrics)
        #expect(exposition.samples.count == 5)
        #expect(
            exposition.samples[0].exemplar
                == Exemplar(
                    labels: try labels(["trace_id": "abc", "span_id": "d"]), value: 0.067,
                    milliseconds: 1_520_879_607_789))
        #expect(exposition.samples[1].exemplar == Exemplar(labels: .empty, value: 3))
        #expect(exposition.samples[2].milliseconds == 1_520_879_607_250)
        #expect(
            exposition.families == [
                FamilyMetadata(family: "latency_seconds", kind: .histogram, help: "How \"long\".", unit: "seconds"),
                FamilyMetadata(family: "build", kind: .info),
            ])
    }

    @Test(
        arguments: [
            ("a", .expected("a value")),
            ("a ", .expected("a value")),
            ("a x", .badNumber("x")),
            ("a 1_000", .badNumber("1_000")),
            ("a 0x1p4", .badNumber("0x1p4")),
            ("a 1e999", .badNumber("1e999")),
            ("a 1 2 3", .expected("the end of the line")),
            ("a 1 1.5", .badTimestamp("1.5")),
            ("a 1 +5", .badTimestamp("+5")),
            ("a 1 9223372036854775808", .badTimestamp("9223372036854775808")),
            ("a 1\r", .badNumber("1\r")),
            ("5a 1", .expected("the name of a metric")),
            ("{} 1", .expected("the name of a metric")),
            ("a{\"b\"} 1", .expected("one name of a metric")),
            ("a{b} 1", .expected("an equals sign")),
            ("a{b=c} 1", .expected("a label's value in quotation marks")),
            ("a{b=\"c} 1", .expected("a closing quotation mark")),
            ("a{b=\"c\\", .expected("a closing quotation mark")),
            ("a{b=\"c\"d=\"e\"} 1", .expected("a comma or a closing brace")),
            ("a{b=\"c\",b=\"d\"} 1", .labels(.duplicateName("b"))),
            ("a{__name__=\"c\"} 1", .labels(.duplicateName("__name__"))),
            ("a{=\"d\"} 1", .expected("the name of a label")),
            ("a{b:c=\"d\"} 1", .expected("an equals sign")),
            ("# TYPE a gaugehistogram", .badType("gaugehistogram")),
            ("# TYPE a", .badType("")),
            ("# TYPE 5 counter", .expected("the name of a metric")),
            ("a 1 # {b=\"c\"} 1", .badTimestamp("#")),
        ] as [(String, ExpositionError.Reason)])
    func refusesWhatPrometheusRefuses(text: String, reason: ExpositionError.Reason) {
        #expect(throws: ExpositionError(reason: reason, line: 2)) { try parse("ok 1\n" + text + "\n") }
    }

    @Test(
        arguments: [
            ("a 1\n", .noEndMark, 1),
            ("a 1", .noEndMark, 1),
            ("a 1\n# EOF\nb 2\n", .dataAfterEndMark, 2),
            ("a 1\n# EOF\n\n", .dataAfterEndMark, 2),
            ("\na 1\n# EOF", .blankLine, 1),
            ("# a comment\n# EOF", .expected("HELP, TYPE, UNIT or EOF"), 1),
            ("# TYPE a untyped\n# EOF", .badType("untyped"), 1),
            ("# UNIT a_seconds bytes\n# EOF", .unitIsNoSuffix(unit: "bytes", family: "a_seconds"), 1),
            ("# UNIT seconds seconds\n# EOF", .unitIsNoSuffix(unit: "seconds", family: "seconds"), 1),
            ("a  1\n# EOF", .badNumber(""), 1),
            ("a 1 \n# EOF", .expected("an exemplar"), 1),
            ("a 1 NaN\n# EOF", .badTimestamp("NaN"), 1),
            ("a 1 1e300\n# EOF", .badTimestamp("1e300"), 1),
            ("a 1 # {} 1\n# EOF", .exemplarNotAllowed("a"), 1),
            ("a_total 1 # {\"b\"} 1\n# EOF", .expected("one name of a metric"), 1),
            ("a_total 1 # {} 1 \n# EOF", .badTimestamp(""), 1),
            ("a_total 1 # {}\n# EOF", .expected("a value"), 1),
        ] as [(String, ExpositionError.Reason, Int)])
    func refusesWhatOpenMetricsForbids(text: String, reason: ExpositionError.Reason, line: Int) {
        #expect(throws: ExpositionError(reason: reason, line: line)) { try parse(text, .openMetrics) }
    }

    @Test func refusesTextThatIsNotUTF8() {
        let bytes = Array("a{b=\"".utf8) + [0xff] + Array("\"} 1".utf8)
        #expect(throws: ExpositionError(reason: .notUTF8, line: 1)) { try Exposition(bytes, format: .prometheus) }
        #expect(throws: ExpositionError(reason: .notUTF8, line: 1)) {
            try Exposition(Array("# HELP a ".utf8) + [0xc0], format: .prometheus)
        }
    }

    @Test func boundsLinesLabelsAndSamples() throws {
        let value = String(repeating: "v", count: Limits.maxLabelValueBytes)
        #expect(try parse("a{b=\"\(value)\"} 1").samples.count == 1)
        #expect(throws: ExpositionError.self) { try parse("a{b=\"\(value)v\"} 1") }
        let comment = String(repeating: "c", count: Limits.maxExpositionLineBytes - 1)
        #expect(try parse("#" + comment).samples.isEmpty)
        #expect(throws: ExpositionError(reason: .lineTooLong(limit: Limits.maxExpositionLineBytes), line: 1)) {
            try parse("##" + comment)
        }
        let full = String(repeating: "a 1\n", count: Limits.maxExposedSamples)
        #expect(try parse(full).samples.count == Limits.maxExposedSamples)
        #expect(
            throws: ExpositionError(
                reason: .tooManySamples(limit: Limits.maxExposedSamples), line: Limits.maxExposedSamples + 1)
        ) { try parse(full + "a 1\n") }
    }

    @Test(
        arguments: [
            (nil, Exposition.Format.prometheus), ("text/plain; version=0.0.4", .prometheus),
            ("application/openmetrics-text; version=1.0.0; charset=utf-8", .openMetrics),
            ("Application/OpenMetrics-Text", .openMetrics), ("application/json", .prometheus),
        ])
    func choosesTheFormat(contentType: String?, format: Exposition.Format) {
        #expect(Exposition.Format(contentType: contentType) == format)
    }

    @Test(arguments: Exposition.Format.allCases) func noBytesCrashIt(format: Exposition.Format) {
        let seed = """
            # TYPE a_seconds histogram
            # UNIT a_seconds seconds
            a_seconds_bucket{le="0.1",x="a\\n\\"b"} 8 # {trace_id="abc"} 0.067 1.5
            {"u.tf","l"="v"} NaN 12
            # EOF
            """
        for bytes in mutations(of: Array(seed.utf8), count: 5_000, from: 11) {
            _ = try? Exposition(bytes, format: format)
        }
    }
}
