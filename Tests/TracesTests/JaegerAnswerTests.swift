import JSONText
import Testing

@testable import Traces

struct JaegerAnswerTests {
    private func text(_ write: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        write(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func namesServicesAndOperations() {
        #expect(
            text { JaegerAnswer.services(["a", "b"], to: &$0) }
                == #"{"data":["a","b"],"total":2,"limit":0,"offset":0,"errors":null}"#)
        #expect(
            text { JaegerAnswer.operations([], to: &$0) }
                == #"{"data":[],"total":0,"limit":0,"offset":0,"errors":null}"#)
    }

    @Test func saysWhatFailed() {
        #expect(
            text { JaegerAnswer.failure(status: 404, message: "trace not found", to: &$0) }
                == #"{"data":null,"total":0,"limit":0,"offset":0,"errors":[{"code":404,"msg":"trace not found"}]}"#)
    }

    @Test func writesTraces() throws {
        var child = try span(
            2, parent: 1, start: 2_000_500, duration: 1_999, status: .error(message: "no"),
            attributes: [
                SpanAttribute("n", .int(1)), SpanAttribute("d", .double(1.5)), SpanAttribute("x", .double(.nan)),
                SpanAttribute("b", .bool(false)),
            ])
        child.events = [SpanEvent(time: 3_000_000, name: "retry", attributes: [SpanAttribute("k", "v")])]
        child.links = [SpanLink(trace: try trace(9), span: try #require(SpanID(9)))]
        let root = try span(1, service: "web")
        let id = "00000000000000010000000000000001"
        let expected = """
            {"data":[{"traceID":"\(id)","spans":[\
            {"traceID":"\(id)","spanID":"0000000000000001","flags":1,"operationName":"GET /","references":[],\
            "startTime":1000,"duration":5,"tags":[{"key":"span.kind","type":"string","value":"server"}],"logs":[],\
            "processID":"p1","warnings":null},\
            {"traceID":"\(id)","spanID":"0000000000000002","flags":1,"operationName":"GET /","references":[\
            {"refType":"CHILD_OF","traceID":"\(id)","spanID":"0000000000000001"},\
            {"refType":"FOLLOWS_FROM","traceID":"00000000000000010000000000000009","spanID":"0000000000000009"}],\
            "startTime":2000,"duration":1,"tags":[{"key":"span.kind","type":"string","value":"server"},\
            {"key":"otel.status_code","type":"string","value":"ERROR"},\
            {"key":"otel.status_description","type":"string","value":"no"},{"key":"error","type":"bool","value":true},\
            {"key":"n","type":"int64","value":1},{"key":"d","type":"float64","value":1.5},\
            {"key":"x","type":"string","value":"nan"},{"key":"b","type":"bool","value":false}],\
            "logs":[{"timestamp":3000,"fields":[{"key":"event","type":"string","value":"retry"},\
            {"key":"k","type":"string","value":"v"}]}],"processID":"p2","warnings":null}],\
            "processes":{"p1":{"serviceName":"web","tags":[{"key":"host","type":"string","value":"h"}]},\
            "p2":{"serviceName":"api","tags":[{"key":"host","type":"string","value":"h"}]}},"warnings":null}],\
            "total":0,"limit":0,"offset":0,"errors":null}
            """
        #expect(text { JaegerAnswer.traces([[child, root]], to: &$0) } == expected)
    }

    @Test func boundsTheSpansOfATrace() throws {
        let spans = try (0...Limits.maxSpansPerTrace).map { try span(UInt64($0 + 1), start: Int64($0)) }
        let full = text { JaegerAnswer.traces([spans.dropLast()].map(Array.init), to: &$0) }
        #expect(full.hasSuffix(#""warnings":null}],"total":0,"limit":0,"offset":0,"errors":null}"#))
        let more = text { JaegerAnswer.traces([spans], to: &$0) }
        #expect(more.contains("The trace has 10001 spans; the first 10000 are shown."))
    }

    @Test func operationsHaveAnEmptyKind() {
        var writer = JSONWriter()
        JaegerAnswer.operationsWithKinds(["a", "b"], to: &writer)
        let text = String(decoding: writer.bytes, as: UTF8.self)
        #expect(
            text
                == #"{"data":[{"name":"a","spanKind":""},{"name":"b","spanKind":""}],"total":2,"limit":0,"offset":0,"errors":null}"#
        )
    }
}
