import SwiftProtobuf
import Testing
import Traces

@testable import WireFormats

struct OTLPTracesTests {
    private static let text = #"""
        {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"my.service"}},
            {"key":"host","value":{"stringValue":"h"}}]},
          "scopeSpans":[{"scope":{"name":"my.library","version":"1.0.0"},"spans":[
            {"traceId":"5B8EFFF798038103D269B633813FC60C","spanId":"EEE19B7EC3C1B174","parentSpanId":"EEE19B7EC3C1B173",
             "name":"I'm a server span","startTimeUnixNano":"1544712660000000000","endTimeUnixNano":"1544712661000000000",
             "kind":2,"attributes":[{"key":"a","value":{"doubleValue":1.5}},{"key":"n","value":{"intValue":"7"}},
               {"key":"b","value":{"boolValue":true}},{"key":"l","value":{"arrayValue":{"values":[{"intValue":1}]}}}],
             "events":[{"timeUnixNano":"1544712660500000000","name":"retry","attributes":[]}],
             "links":[{"traceId":"5b8efff798038103d269b633813fc60d","spanId":"eee19b7ec3c1b175"},{"traceId":"00"}],
             "status":{"code":2,"message":"no"},"flags":257},
            {"traceId":"","spanId":"EEE19B7EC3C1B174","name":"none","startTimeUnixNano":"1"},
            {"traceId":"00000000000000000000000000000000","spanId":"EEE19B7EC3C1B174","startTimeUnixNano":"1"},
            {"traceId":"5B8EFFF798038103D269B633813FC60C","spanId":"EEE19B7EC3C1B174"}]}]}]}
        """#

    private func expected() throws -> Span {
        let trace = try #require(TraceID(hex: "5b8efff798038103d269b633813fc60c"))
        return Span(
            trace: trace, id: try #require(SpanID(hex: "eee19b7ec3c1b174")), parent: SpanID(hex: "eee19b7ec3c1b173"),
            service: "my.service", operation: "I'm a server span", kind: .server, start: 1_544_712_660_000_000_000,
            duration: 1_000_000_000, status: .error(message: "no"),
            attributes: [
                SpanAttribute("a", .double(1.5)), SpanAttribute("n", .int(7)), SpanAttribute("b", .bool(true)),
                SpanAttribute("l", "[1]"),
            ],
            events: [SpanEvent(time: 1_544_712_660_500_000_000, name: "retry")],
            links: [
                SpanLink(
                    trace: try #require(TraceID(hex: "5b8efff798038103d269b633813fc60d")),
                    span: try #require(SpanID(hex: "eee19b7ec3c1b175")))
            ],
            resource: [SpanAttribute("host", "h")])
    }

    @Test func readsJSON() throws {
        let traces = try OTLPTraces(Array(Self.text.utf8), encoding: .json)
        #expect(try traces.spans == [expected()])
        #expect(traces.answer.rejected == 3 && !traces.answer.message.isEmpty)
    }

    @Test func whatIsExportedReadsBack() throws {
        var other = try expected()
        other.service = "other"
        other.parent = nil
        other.status = .ok
        var third = other
        third.status = .unset
        third.kind = .unspecified
        let body = try OTLPTraces.request([expected(), other, third], scope: "lib", version: "1")
        let back = try OTLPTraces(body, encoding: .protobuf)
        #expect(try back.spans == [expected(), other, third])
        let message = try OTLPExportTraceServiceRequest(serializedBytes: body)
        #expect(message.resourceSpans.map { $0.scopeSpans[0].spans.count } == [1, 2])
        #expect(message.resourceSpans[0].scopeSpans[0].scope.name == "lib")
    }

    @Test func aSpanNeverLastsLessThanNothing() throws {
        var request = try OTLPExportTraceServiceRequest(
            serializedBytes: OTLPTraces.request([expected()], scope: "", version: ""))
        request.resourceSpans[0].scopeSpans[0].spans[0].endTimeUnixNano = 1
        #expect(try OTLPTraces(request.serializedBytes(), encoding: .protobuf).spans[0].duration == 0)
        request.resourceSpans[0].scopeSpans[0].spans[0].endTimeUnixNano = .max
        #expect(try OTLPTraces(request.serializedBytes(), encoding: .protobuf).spans[0].end == .max)
        request.resourceSpans[0].scopeSpans[0].spans[0].startTimeUnixNano = .max
        #expect(try OTLPTraces(request.serializedBytes(), encoding: .protobuf).answer.rejected == 1)
    }

    @Test func noBytesCrashIt() throws {
        for bytes in mutations(of: Array(Self.text.utf8), count: 1_500, from: 41) {
            _ = try? OTLPTraces(bytes, encoding: .json)
        }
        let body = try OTLPTraces.request([expected(), expected()], scope: "lib", version: "1")
        for bytes in mutations(of: body, count: 3_000, from: 42) { _ = try? OTLPTraces(bytes, encoding: .protobuf) }
        for bytes in mutations(of: body, count: 3_000, from: 43) { _ = try? OTLPMetrics(bytes, encoding: .protobuf) }
    }

    @Test func readsWhatACollectorAnswers() throws {
        let partial = OTLPAnswer(rejected: 3, message: "too old")
        #expect(try OTLPAnswer(toSpans: partial.body(of: .traces, encoding: .protobuf)) == partial)
        #expect(try OTLPAnswer(toSpans: []) == OTLPAnswer())
        #expect(throws: WireError.self) { try OTLPAnswer(toSpans: [0xff]) }
    }
}
