import HTTPTypes
import LogQL
import NIOCore
import NIOEmbedded
import NIOWebSocket
import Signals
import Storage
import Synchronization
import Testing

@testable import Appliance

@Suite struct WebSocketTests {
    private static func head(_ change: (inout HTTPRequest) -> Void = { _ in }) -> HTTPRequest {
        var head = HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: "/loki/api/v1/tail")
        head.headerFields = [
            .connection: "keep-alive, Upgrade", .upgrade: "websocket", .secWebSocketVersion: "13",
            .secWebSocketKey: "dGhlIHNhbXBsZSBub25jZQ==",
        ]
        change(&head)
        return head
    }

    /// The example of RFC 6455, 1.3.
    @Test func answersTheKeyOfTheStandard() throws {
        let handshake = try WebSocketHandshake(Self.head(), isHTTP1: true)
        #expect(handshake.accept == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        #expect(handshake.fields[.upgrade] == "websocket" && handshake.fields[.connection] == "Upgrade")
    }

    @Test func refusesWhatIsNoHandshake() {
        let cases: [(HTTPResponse.Status, (inout HTTPRequest) -> Void)] = [
            (.upgradeRequired, { $0.method = .head }),
            (.upgradeRequired, { $0.headerFields[.upgrade] = nil }),
            (.upgradeRequired, { $0.headerFields[.upgrade] = "h2c" }),
            (.upgradeRequired, { $0.headerFields[.connection] = "keep-alive" }),
            (.upgradeRequired, { $0.headerFields[.secWebSocketVersion] = "8" }),
            (.badRequest, { $0.headerFields[.secWebSocketKey] = nil }),
            (.badRequest, { $0.headerFields[.secWebSocketKey] = "AAAA" }),
        ]
        for (status, change) in cases {
            #expect(throws: APIError.self) { try WebSocketHandshake(Self.head(change), isHTTP1: true) }
            do { _ = try WebSocketHandshake(Self.head(change), isHTTP1: true) } catch {
                #expect(error.status == status)
            }
        }
        do { _ = try WebSocketHandshake(Self.head(), isHTTP1: false) } catch {
            #expect(error.status == .upgradeRequired && error.headers[.upgrade] == nil)
        }
    }

    @Test(arguments: [0, 125, 126, 65_535, 65_536])
    func framesAreReadBack(count: Int) throws {
        let channel = EmbeddedChannel(handler: ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: 1 << 20)))
        try channel.writeInbound(WebSocketOutput.text([UInt8](repeating: 65, count: count)))
        let frame = try #require(try channel.readInbound(as: WebSocketFrame.self))
        #expect(frame.fin && frame.opcode == .text && frame.length == count && frame.maskKey == nil)
    }

    private func events(_ frames: [WebSocketFrame]) throws -> [WebSocketEvent] {
        let events = Mutex<[WebSocketEvent]>([])
        let channel = EmbeddedChannel(
            handler: WebSocketInput(take: { event in events.withLock { $0.append(event) } }))
        for frame in frames { try channel.writeInbound(frame) }
        #expect(try channel.readInbound(as: ByteBuffer.self) == nil)
        return events.withLock { $0 }
    }

    private static let mask: WebSocketMaskingKey = [1, 2, 3, 4]

    @Test func listensForPingsAndTheEnd() throws {
        var ping = ByteBuffer(string: "hi")
        ping.webSocketMask(Self.mask)
        let found = try events([
            WebSocketFrame(opcode: .text, maskKey: Self.mask, data: ByteBuffer(string: "ignored")),
            WebSocketFrame(opcode: .ping, maskKey: Self.mask, data: ping),
            WebSocketFrame(opcode: .pong, maskKey: Self.mask, data: ByteBuffer()),
            WebSocketFrame(opcode: .connectionClose, maskKey: Self.mask, data: ByteBuffer()),
            WebSocketFrame(opcode: .pong, maskKey: Self.mask, data: ByteBuffer()),
        ])
        #expect(found == [.ping(Array("hi".utf8)), .pong, .close])
    }

    @Test func endsWithWhoeverBreaksTheProtocolOrSaysTooMuch() throws {
        #expect(try events([WebSocketFrame(opcode: .text, data: ByteBuffer())]) == [.violation(.protocolError)])
        #expect(
            try events([WebSocketFrame(rsv1: true, opcode: .text, maskKey: Self.mask, data: ByteBuffer())]) == [
                .violation(.protocolError)
            ])
        let large = ByteBuffer(repeating: 0, count: Limits.webSocketFrameBytes)
        let count = Limits.webSocketInputBytes / (Limits.webSocketFrameBytes + Limits.webSocketFrameCost)
        let frames = (0...count).map { _ in WebSocketFrame(opcode: .binary, maskKey: Self.mask, data: large) }
        #expect(try events(Array(frames.prefix(count))).isEmpty)
        #expect(try events(frames) == [.violation(.policyViolation)])
    }
}

@Suite struct TailMessageTests {
    @Test func looksAsLokiSendsIt() throws {
        let stream = try LabelSet([Label("app", "a")])
        let query = TailQuery(
            expression: try Self.expression("{app=\"a\"} | logfmt | level=`info`"), start: 5, limit: 0, delay: .zero,
            categorises: false)
        let entries = [(7, "level=info n=2"), (6, "level=info n=1"), (4, "level=info too=old"), (8, "level=debug")].map
        {
            LogTail.Entry(stream: stream, entry: NewLogEntry(timestamp: Int64($0.0), line: Array($0.1.utf8)))
        }
        let found = try TailLines.evaluate(entries, query, QueryWatch(clock: TestClock().clock, seconds: 60))
        let messages = TailMessage.messages(
            found, dropped: [LogTail.Dropped(stream: stream, timestamp: 9)], categorised: false)
        #expect(messages.count == 1)
        let text = String(decoding: messages.first ?? [], as: UTF8.self)
        #expect(text.contains(#""values":[["6","level=info n=1"]]"#))
        #expect(text.hasSuffix(#""dropped_entries":[{"labels":{"app":"a"},"timestamp":"9"}]}"#))
        #expect(TailMessage.messages([], categorised: false).isEmpty)
    }

    @Test func largeOnesAreParted() throws {
        let stream = try LabelSet([Label("app", "a")])
        let query = TailQuery(
            expression: try Self.expression("{app=\"a\"}"), start: 0, limit: 0, delay: .zero, categorises: false)
        let line = [UInt8](repeating: 65, count: 100_000)
        let entries = (1...10).map {
            LogTail.Entry(stream: stream, entry: NewLogEntry(timestamp: Int64($0), line: line))
        }
        let found = try TailLines.evaluate(entries, query, QueryWatch(clock: TestClock().clock, seconds: 60))
        let messages = TailMessage.messages(found, categorised: false)
        #expect(messages.count == 5 && messages.allSatisfy { $0.count < Limits.tailMessageBytes + 1_000 })
    }

    private static func expression(_ text: String) throws -> LogExpression {
        guard case .log(let expression) = try Query(text) else { throw LogQLError.logQueryAtInstant }
        return expression
    }
}

@Suite struct AuditMirrorTests {
    @Test func eachEntryBecomesOneLine() async throws {
        try await TestAppliance.run(storesTelemetry: true) { appliance in
            let logs = appliance.parts.telemetry.logs
            let mirror = AuditMirror(
                audit: appliance.parts.audit, logs: logs, clock: appliance.clock.clock, logger: appliance.parts.logger)
            try await appliance.parts.audit.append([
                AuditEvent(
                    .userDisabled, subject: "user:77", outcome: .refused, detail: ["password": "canary-5521"],
                    origin: ChangeOrigin(actor: "cli:root", at: appliance.clock.clock.now()))
            ])
            _ = try await mirror.copy()
            _ = try await mirror.copy()
            try await logs.flush()
            let store = try logs.store()
            let range = Int64.min..<Int64.max
            let streams = try store.streams(matching: [LabelMatcher("kind", .equal("audit"))], in: range)
            var lines: [String] = []
            try store.readEntries(
                LogStoreQuery(streams: Set(streams.map(\.id)), range: range, isForward: true)
            ) { entry in
                lines.append(String(decoding: entry.line, as: UTF8.self))
                return true
            }
            let entries = try await appliance.parts.audit.entries(after: 0, limit: 1_000)
            #expect(lines.count == entries.count && !entries.isEmpty)
            let line = try #require(lines.first { $0.contains("user:77") })
            #expect(line.contains(#""outcome":"refused""#) && line.contains(#""level":"warning""#))
            #expect(!line.contains("canary-5521"))
        }
    }

    @Test func aWaitingWriterIsWokenAndOtherwiseWaitsNoLongerThanItWas() async throws {
        let signal = FlushSignal()
        signal.raise()
        try await signal.wait(atMost: .seconds(3_600))
        try await signal.wait(atMost: .milliseconds(1))
        let task = Task { try await signal.wait(atMost: .seconds(3_600)) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
