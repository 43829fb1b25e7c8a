import AsyncHTTPClient
import Logging
import NIOCore
import Resilience
import Synchronization
import Testing
import Traces
import WireFormats

@testable import Appliance

/// Spans on their way to another collector.
@Suite struct SpanExporterTests {
    @Test(arguments: [
        ("http://127.0.0.1:4318", "http://127.0.0.1:4318/v1/traces"),
        ("https://otlp.example.org/", "https://otlp.example.org/v1/traces"),
        ("https://otlp.example.org/api/v1/otlp/v1/traces", "https://otlp.example.org/api/v1/otlp/v1/traces"),
        ("http://[::1]:4318", "http://[::1]:4318/v1/traces"), ("ftp://x", nil), ("http://", nil),
        ("localhost:4318", nil),
        ("http://user:password@example.org", nil), ("http://example.org/?token=x", nil), ("http://example.org/#x", nil),
        ("http://example.org:123456", nil),
    ])
    func addresses(text: String, url: String?) {
        #expect(CollectorAddress(text)?.url == url)
    }

    @Test func theQueueHasItsBound() {
        var queue = ExportQueue(capacity: 3)
        queue.add(Self.spans(2))
        queue.add(Self.spans(2))
        #expect(queue.count == 3 && queue.dropped == 1 && queue.next(2).count == 2)
        queue.remove(2)
        #expect(queue.count == 1)
        queue.remove(9)
        #expect(queue.count == 0)
    }

    @Test(
        arguments: [
            (200, nil, nil), (204, nil, nil), (429, 7, .transient(retryAfterMilliseconds: 7_000)),
            (503, nil, .transient(retryAfterMilliseconds: nil)), (502, nil, .transient(retryAfterMilliseconds: nil)),
            (504, Int.max, .transient(retryAfterMilliseconds: nil)), (400, nil, .permanent), (401, nil, .permanent),
            (500, nil, .permanent), (301, nil, .permanent),
        ] as [(Int, Int?, CallFailure.Kind?)])
    func statusesAreThoseOfTheSpecification(status: Int, seconds: Int?, kind: CallFailure.Kind?) {
        do throws(CallFailure) {
            _ = try CollectorReply(status: status, retryAfterSeconds: seconds).outcome()
            #expect(kind == nil)
        } catch {
            #expect(error.kind == kind)
        }
    }

    @Test func aPartialSuccessIsRead() throws {
        let body = try OTLPAnswer(rejected: 3, message: "no").body(of: .traces, encoding: .protobuf)
        #expect(try CollectorReply(status: 200, body: body).outcome() == OTLPAnswer(rejected: 3, message: "no"))
        #expect(try CollectorReply(status: 200, body: [0xff]).outcome() == OTLPAnswer())
    }

    @Test func aBodyThatCannotBeReadCountsAsEmpty() async {
        func body(
            _ parts: [ByteBuffer], endingWith error: (any Error)? = nil
        ) -> AsyncThrowingStream<ByteBuffer, any Error> {
            AsyncThrowingStream { stream in
                for part in parts { stream.yield(part) }
                stream.finish(throwing: error)
            }
        }
        let part = ByteBuffer(bytes: [1, 2])
        #expect(await SpanSender.bytes(of: body([part, part]), within: .seconds(60)) == [1, 2, 1, 2])
        let long = ByteBuffer(repeating: 1, count: Limits.exportAnswerBytes)
        #expect(await SpanSender.bytes(of: body([long, part]), within: .seconds(60)).isEmpty)
        let cut = body([part], endingWith: CancellationError())
        #expect(await SpanSender.bytes(of: cut, within: .seconds(60)).isEmpty)
        let (endless, source) = AsyncStream.makeStream(of: ByteBuffer.self)
        source.yield(part)
        #expect(await SpanSender.bytes(of: endless, within: .zero).isEmpty)
        source.finish()
    }

    @Test func aRefusedConnectionFailsAtOnce() {
        #expect(!SpanSender.configuration.connectionPool.retryConnectionEstablishment)
        #expect(!RemoteWriter.configuration.connectionPool.retryConnectionEstablishment)
    }

    @Test func batchesAreSentInOrder() async throws {
        let world = try World([.success(OTLPAnswer()), .success(OTLPAnswer(rejected: 2, message: "too old"))])
        world.exporter.offer(Self.spans(Limits.exportBatch + 5))
        await world.exporter.sendWaiting(world.send)
        #expect(world.sizes == [Limits.exportBatch, 5])
        let sent = UInt64(Limits.exportBatch + 3)
        #expect(world.exporter.tally == .init(sent: sent, refused: 2, dropped: 0, waiting: 0))
        #expect(world.log.contains("too old"))
    }

    @Test func whatMayWorkLaterIsTriedAgain() async throws {
        let world = try World([.failure(.transient("busy")), .success(OTLPAnswer())])
        world.exporter.offer(Self.spans(1))
        await world.exporter.sendWaiting(world.send)
        #expect(world.exporter.tally.sent == 1 && world.sizes == [1, 1])
    }

    @Test func whatIsRefusedIsGivenUp() async throws {
        let world = try World([.failure(.permanent("no"))])
        world.exporter.offer(Self.spans(2))
        await world.exporter.sendWaiting(world.send)
        #expect(world.exporter.tally == .init(sent: 0, refused: 2, dropped: 0, waiting: 0))
        #expect(world.log.contains("Spans were refused."))
    }

    @Test func theCollectorIsLeftAloneAsItWants() async throws {
        let busy = CallFailure(.transient(retryAfterMilliseconds: 120_000), "busy")
        let world = try World([.failure(busy), .success(OTLPAnswer())])
        world.exporter.offer(Self.spans(1))
        await world.exporter.sendWaiting(world.send)
        #expect(world.exporter.tally.waiting == 1 && world.sizes.count == 1)
        world.clock.advance(milliseconds: 119_999)
        await world.exporter.sendWaiting(world.send)
        #expect(world.sizes.count == 1)
        world.clock.advance(milliseconds: 1)
        await world.exporter.sendWaiting(world.send)
        #expect(world.exporter.tally.sent == 1)
        #expect(world.log.contains("wait as far as there is room") && world.log.contains("sent again"))
    }

    @Test func aBrokenCollectorKeepsNobodyBusy() async throws {
        let world = try World([])
        world.exporter.offer(Self.spans(1))
        await world.exporter.sendWaiting(world.send)
        await world.exporter.sendWaiting(world.send)
        #expect(world.exporter.target.tally.state == .open && world.sizes.count == Limits.exportAttempts)
        world.exporter.reportLosses()
        #expect(world.log.contains("lost at shutdown"))
    }

    fileprivate static func spans(_ count: Int) -> [Span] {
        let recorder = TraceRecorder(TraceSettings(), clock: TestClock().clock, random: { 5 })
        return (0..<count).map { number in
            recorder.span(
                "op", trace: recorder.newTrace(UInt64(number)), id: recorder.newSpan(), parent: nil, kind: .internal,
                start: 1, duration: 1, attributes: [])
        }
    }
}

/// A collector that answers from a list, and not at all afterwards.
private struct World: Sendable {
    private final class Script: Sendable {
        let answers: Mutex<[Result<OTLPAnswer, CallFailure>]>
        let sizes = Mutex<[Int]>([])

        init(_ answers: [Result<OTLPAnswer, CallFailure>]) { self.answers = Mutex(answers) }
    }

    let clock = TestClock()
    let exporter: SpanExporter
    private let lines = BytesBox()
    private let system: LogSystem
    private let script: Script

    init(_ answers: [Result<OTLPAnswer, CallFailure>]) throws {
        script = Script(answers)
        let (clock, lines) = (clock, lines)
        system = LogSystem(level: .info, format: .json, clock: clock.clock) { lines.append($0) }
        exporter = SpanExporter(
            to: try #require(CollectorAddress("http://127.0.0.1:4318")),
            time: CallTime(
                now: clock.clock.monotonicNanoseconds,
                sleep: { milliseconds in
                    // Only the time limit of an attempt is longer than any delay here; it never comes.
                    if milliseconds == Limits.exportAttemptMilliseconds { try await Task.sleep(for: .seconds(3_600)) }
                }, random: { 0 }),
            logger: system.logger("test"))
    }

    /// Spans of each attempt.
    var sizes: [Int] { script.sizes.withLock { $0 } }

    /// All that was logged.
    var log: String {
        system.flush()
        return lines.text
    }

    var send: SpanExporter.Send {
        let script = script
        return { body async throws(CallFailure) in
            let spans = (try? Gzip.decompress(body, limit: 1 << 24)).flatMap {
                try? OTLPTraces($0, encoding: .protobuf)
            }
            script.sizes.withLock { $0.append(spans?.spans.count ?? -1) }
            let answer = script.answers.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            switch answer {
            case .success(let answer)?: return answer
            case .failure(let failure)?: throw failure
            case nil: throw .transient("nobody is there")
            }
        }
    }
}
