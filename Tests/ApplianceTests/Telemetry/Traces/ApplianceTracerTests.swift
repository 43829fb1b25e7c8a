import Testing
import Traces
import Tracing

@testable import Appliance

/// swift-distributed-tracing's side of spans.
@Suite struct ApplianceTracerTests {
    private struct Failed: Error {}

    private struct Headers: Injector, Extractor {
        func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) { carrier[key] = value }
        func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
    }

    private static func tracer(sample: Double, clock: TestClock = TestClock()) -> ApplianceTracer {
        var settings = TraceSettings()
        settings.sample = sample
        return ApplianceTracer(TraceRecorder(settings, clock: clock.clock, random: { 3 }))
    }

    @Test func spansNest() async throws {
        let clock = TestClock()
        let tracer = Self.tracer(sample: 1, clock: clock)
        await tracer.withWork("outer") {
            clock.advance(milliseconds: 2)
            await tracer.withCall("inner") { clock.advance(milliseconds: 3) }
        }
        let spans = tracer.recorder.buffer.take()
        #expect(spans.map(\.operation) == ["inner", "outer"] && spans[0].trace == spans[1].trace)
        #expect(spans[0].parent == spans[1].id && spans[1].parent == nil)
        #expect(spans.map(\.duration) == [3_000_000, 5_000_000] && spans.map(\.kind) == [.client, .internal])
        #expect(spans[0].start - spans[1].start == 2_000_000)
    }

    @Test func whatFailsOrIsSlowIsKept() async throws {
        let clock = TestClock()
        let tracer = Self.tracer(sample: 0, clock: clock)
        await tracer.withWork("well") {}
        await tracer.withWork("slow") { clock.advance(milliseconds: 1_000) }
        await #expect(throws: Failed.self) { try await tracer.withWork("bad") { throw Failed() } }
        let spans = tracer.recorder.buffer.take()
        #expect(spans.map(\.operation) == ["slow", "bad"])
        #expect(spans[1].status.isError)
        let event = try #require(spans[1].events.first)
        #expect(event.attributes.contains { $0.name == "exception.type" && $0.value.text.hasSuffix("Failed") })
    }

    @Test func aSpanEndsOnce() {
        let tracer = Self.tracer(sample: 1)
        let span = tracer.startSpan("x")
        #expect(span.isRecording)
        span.end()
        span.end()
        #expect(!span.isRecording && tracer.recorder.buffer.take().count == 1)
    }

    @Test func contextsTravelAsHeaders() throws {
        let tracer = Self.tracer(sample: 0)
        var context = InstrumentationContext.topLevel
        let headers = [
            "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "tracestate": "a=1,b=2",
        ]
        tracer.extract(headers, into: &context, using: Headers())
        #expect(context.trace?.isSampled == true)
        let span = tracer.startSpan("call", context: context, ofKind: .client)
        var sent: [String: String] = [:]
        tracer.inject(span.context, into: &sent, using: Headers())
        let id = try #require(span.context.trace?.span)
        #expect(sent == ["traceparent": "00-0af7651916cd43dd8448eb211c80319c-\(id)-01", "tracestate": "a=1,b=2"])
        span.end()
        #expect(tracer.recorder.buffer.take().first?.parent?.description == "b7ad6b7169203331")
    }

    @Test(arguments: [
        ["traceparent": "00-0-0-01"], ["tracestate": "a=1"], [:],
        ["traceparent": "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"],
    ])
    func anInvalidContextIsNone(headers: [String: String]) {
        let tracer = Self.tracer(sample: 0)
        var context = InstrumentationContext.topLevel
        tracer.extract(headers, into: &context, using: Headers())
        #expect(context.trace == nil)
        var sent: [String: String] = [:]
        tracer.inject(context, into: &sent, using: Headers())
        #expect(sent.isEmpty)
    }

    @Test func secretsAndLongTextsStayOut() throws {
        let tracer = Self.tracer(sample: 1)
        let span = tracer.startSpan(String(repeating: "n", count: 2_000))
        span.attributes["url.full"] = "https://example.org/hook/s3cret?token=s3cret"
        span.attributes["url.query"] = "token=s3cret"
        span.attributes["url.path"] = "/hook/s3cret"
        span.attributes["http.request.header.authorization"] = "Bearer s3cret"
        span.attributes["http.status_code"] = 204
        span.attributes["text"] = String(repeating: "t", count: 2_000)
        for number in 0..<100 { span.addEvent(Tracing.SpanEvent(name: "e\(number)")) }
        for _ in 0..<100 { span.addLink(Tracing.SpanLink(context: span.context, attributes: [:])) }
        span.recordError(Failed())
        span.end()
        let kept = try #require(tracer.recorder.buffer.take().first)
        #expect(!"\(kept)".contains("s3cret"))
        let names = kept.attributes.map(\.name)
        #expect(names == ["http.request.header.authorization", "http.response.status_code", "text"])
        #expect(kept.attributes.first?.value == .string(SecretNames.redacted))
        #expect(kept.operation.utf8.count <= Limits.spanTextBytes)
        #expect(kept.attributes.last.map { $0.value.text.utf8.count <= Limits.spanTextBytes } == true)
        #expect(kept.events.count == Limits.spanEvents && kept.links.count == Limits.spanLinks)
    }

    @Test func attributesHaveTheirBound() throws {
        let tracer = Self.tracer(sample: 1)
        let span = tracer.startSpan("x")
        for number in 0...Limits.spanAttributes { span.attributes["a\(number)"] = number }
        span.end()
        #expect(tracer.recorder.buffer.take().first?.attributes.count == Limits.spanAttributes)
    }
}
