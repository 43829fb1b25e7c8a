import Access
import HTTPTypes
import Logging
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import Telemetry
import Testing

@testable import Appliance

/// What happens on one HTTP/1 connection, at times that the test decides.
@Suite struct ExchangeTests {
    static let get = "GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n"
    static let post = "POST /x HTTP/1.1\r\nHost: localhost\r\n"

    @Test func aConnectionIsUsedAgain() throws {
        let edge = try EdgePipeline()
        for _ in 0..<3 {
            try edge.receive(Self.get)
            #expect(try edge.requests() == 1)
            try edge.answer()
            #expect(try edge.sent() == ["HTTP/1.1 200 OK"])
        }
        #expect(edge.isOpen)
    }

    @Test(arguments: [
        "GET /x HTTP/1.0\r\n\r\n", "GET /x HTTP/1.1\r\nHost: a\r\nConnection: Close\r\n\r\n",
        "GET /x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
    ])
    func theLastRequestOfAConnectionIsAnsweredAndNoneAfterIt(request: String) throws {
        let edge = try EdgePipeline()
        try edge.receive(request + Self.get)
        #expect(try edge.requests() == 1)
        try edge.answer()
        let sent = try edge.text()
        #expect(sent.hasPrefix("HTTP/1.1 200 OK\r\n") && sent.contains("\r\nConnection: close\r\n"))
        try edge.receive(Self.get)
        #expect(try edge.requests() == 0)
        edge.advance(seconds: Limits.lingerSeconds)
        #expect(!edge.isOpen)
    }

    @Test func aRefusalComesAfterTheAnswersBeforeIt() throws {
        let edge = try EdgePipeline()
        try edge.receive(Self.get + Self.get + "GET /x HTTP/1.1\r\n\r\n")
        #expect(try edge.requests() == 1)
        #expect(try edge.sent() == [])
        try edge.answer()
        #expect(try edge.sent() == ["HTTP/1.1 200 OK"])
        #expect(try edge.requests() == 1)
        try edge.answer()
        let text = try edge.text()
        #expect(text.hasPrefix("HTTP/1.1 200 OK") && text.contains("HTTP/1.1 400 Bad Request"))
        #expect(text.contains("application/problem+json") && text.contains("X-Request-ID"))
        #expect(text.contains("X-Content-Type-Options: nosniff"))
        edge.advance(seconds: Limits.lingerSeconds)
        #expect(!edge.isOpen)
        #expect(edge.metric(#"http_refusals_total{reason="host"} 1"#))
        #expect(edge.metric(#"http_requests_total{method="OTHER",endpoint="refused",status="400"} 1"#))
    }

    @Test(arguments: RequestFault.allCases)
    func everyRefusalHasATitle(fault: RequestFault) {
        let problem = APIError(fault)
        #expect(problem.status.code == fault.status && !problem.status.reasonPhrase.isEmpty)
    }

    @Test func aHeadMustArriveInTime() throws {
        let edge = try EdgePipeline()
        try edge.receive("GET /x HTTP/1.1\r\n")
        edge.advance(seconds: Limits.headSeconds - 1)
        try edge.receive("Host: localhost\r\n")
        #expect(edge.isOpen)
        edge.advance(seconds: 1)
        #expect(try edge.sent() == ["HTTP/1.1 408 Request Timeout"])
        edge.advance(seconds: Limits.lingerSeconds)
        #expect(!edge.isOpen)
    }

    @Test func aPauseBetweenRequestsHasAnEnd() throws {
        let edge = try EdgePipeline()
        edge.advance(seconds: Limits.idleSeconds - 1)
        try edge.receive(Self.get)
        // While the answer is made, nothing is idle.
        edge.advance(seconds: 10 * Limits.idleSeconds)
        try edge.answer()
        edge.advance(seconds: Limits.idleSeconds - 1)
        #expect(edge.isOpen)
        edge.advance(seconds: 1 + Limits.idleSeconds)
        #expect(!edge.isOpen)
        #expect(try edge.sent() == ["HTTP/1.1 200 OK"], "nobody is there to be told")
    }

    @Test func aSlowBodyIsGivenUp() throws {
        let edge = try EdgePipeline()
        try edge.receive(Self.post + "Content-Length: 100000\r\n\r\n")
        for _ in 0..<Limits.bodyGraceSeconds - 1 {
            edge.advance(seconds: 1)
            try edge.receive("a")
        }
        #expect(edge.faults.isEmpty)
        edge.advance(seconds: 2)
        #expect(edge.faults == [.bodyTooSlow])
        try edge.answer(status: .requestTimeout)
        #expect(try edge.text().contains("Connection: close"))
        edge.advance(seconds: Limits.lingerSeconds)
        #expect(!edge.isOpen)
    }

    @Test func aBodyThatIsFastEnoughStillHasAnEnd() throws {
        let edge = try EdgePipeline()
        try edge.receive(Self.post + "Content-Length: 1000000\r\n\r\n")
        for _ in 0..<Limits.bodySeconds - 1 {
            edge.advance(seconds: 1)
            try edge.receive(String(repeating: "a", count: Limits.bodyBytesPerSecond))
        }
        #expect(edge.faults.isEmpty)
        edge.advance(seconds: 2)
        #expect(edge.faults == [.bodyTimeout])
    }

    @Test func aBodyThatIsAllThereIsNotTimed() throws {
        let edge = try EdgePipeline()
        try edge.receive(Self.post + "Content-Length: 2\r\n\r\n{}")
        edge.advance(seconds: 100)
        #expect(edge.faults.isEmpty && edge.isOpen)
    }

    @Test func timeInWhichNobodyReadsIsNotHeldAgainstTheBody() throws {
        let edge = try EdgePipeline()
        try edge.receive(Self.post + "Content-Length: 100000\r\n\r\n", reads: false)
        edge.advance(seconds: 40)
        #expect(edge.faults.isEmpty)
    }

    @Test func bodiesTogetherTakeSoMuchMemory() throws {
        let edge = try EdgePipeline(budget: 100)
        try edge.receive(Self.post + "Content-Length: 100\r\n\r\n" + String(repeating: "a", count: 100))
        #expect(edge.services.budget.bytesInUse == 100)
        try edge.answer()
        #expect(edge.services.budget.bytesInUse == 0)
        try edge.receive(Self.post + "Content-Length: 101\r\n\r\n" + String(repeating: "a", count: 101))
        #expect(edge.faults == [.bodyMemory])
        try edge.answer(status: .serviceUnavailable)
        edge.advance(seconds: Limits.lingerSeconds)
        #expect(edge.services.budget.bytesInUse == 0)
    }

    @Test func aMalformedChunkIsItsHandlersToAnswer() throws {
        let edge = try EdgePipeline()
        try edge.receive(Self.post + "Transfer-Encoding: chunked\r\n\r\n2\n")
        #expect(edge.faults == [.chunk])
        #expect(try edge.sent() == [])
        try edge.answer(status: .badRequest)
        #expect(try edge.sent() == ["HTTP/1.1 400 Bad Request"])
    }

    @Test func aBodyIsAskedFor() throws {
        let edge = try EdgePipeline()
        try edge.receive(Self.post + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        #expect(try edge.sent() == ["HTTP/1.1 100 Continue"])
        try edge.receive("{}")
        try edge.answer()
        #expect(try edge.sent() == ["HTTP/1.1 200 OK"])
        #expect(edge.isOpen)
    }

    @Test(arguments: [(Limits.drainedBodyBytes, false), (Limits.drainedBodyBytes + 1, true)])
    func aLongBodyThatNobodyWantsEndsTheConnection(length: Int, closes: Bool) throws {
        let edge = try EdgePipeline()
        try edge.receive(Self.post + "Content-Length: \(length)\r\n\r\n")
        try edge.answer(status: .unauthorized)
        #expect(try edge.text().contains("Connection: close") == closes)
    }

    @Test func anAnswerThatIsNotTakenIsGivenUp() throws {
        let edge = try EdgePipeline()
        try edge.receive(Self.get)
        edge.channel.isWritable = false
        edge.channel.pipeline.fireChannelWritabilityChanged()
        edge.advance(seconds: Limits.writeStallSeconds - 1)
        // Some of it was taken: another half a minute.
        edge.channel.isWritable = true
        edge.channel.pipeline.fireChannelWritabilityChanged()
        edge.channel.isWritable = false
        edge.channel.pipeline.fireChannelWritabilityChanged()
        edge.advance(seconds: Limits.writeStallSeconds - 1)
        #expect(edge.isOpen)
        edge.advance(seconds: 1)
        #expect(!edge.isOpen)
        #expect(edge.metric(#"http_connections_cut_total{reason="write_stall"} 1"#))
    }

    @Test func aRequestBeginsWhenTheOneBeforeItIsAnswered() throws {
        let edge = try EdgePipeline()
        try edge.receive(Self.get + Self.post + "Content-Length: 2\r\n\r\nab" + Self.get)
        #expect(try edge.parts() == ["head", "end"])
        try edge.answer()
        #expect(try edge.parts() == ["head", "body ab", "end"])
        #expect(try edge.parts() == [])
        try edge.answer()
        #expect(try edge.parts() == ["head", "end"])
        try edge.answer()
        try edge.receive(Self.get)
        #expect(try edge.parts() == ["head", "end"], "nothing waits any more")
        #expect(edge.isOpen)
    }

    @Test func aRequestBeginsWhenAnswersAreTaken() throws {
        let edge = try EdgePipeline()
        try edge.receive(Self.get + Self.get)
        #expect(try edge.requests() == 1)
        edge.setWritable(false)
        try edge.answer()
        #expect(try edge.requests() == 0)
        edge.setWritable(true)
        #expect(try edge.requests() == 1)
    }

    @Test func nothingIsReadWhileRequestsWait() throws {
        let edge = try EdgePipeline()
        try edge.receive(Self.get + Self.get)
        let before = edge.reads
        edge.channel.read()
        #expect(edge.reads == before)
        _ = try edge.requests()
        try edge.answer()
        #expect(edge.reads == before + 1)
    }

    @Test func whoSendsNoMoreIsStillAnswered() throws {
        let edge = try EdgePipeline()
        try edge.receive(Self.get + Self.get)
        edge.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        #expect(try edge.requests() == 1 && !edge.inputHasEnded)
        try edge.answer()
        #expect(try edge.requests() == 1 && edge.inputHasEnded)
    }

    @Test func aFaultInAWaitingBodyIsItsOwnHandlersToAnswer() throws {
        let edge = try EdgePipeline()
        try edge.receive(Self.get + Self.post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n")
        #expect(try edge.parts() == ["head", "end"] && edge.faults.isEmpty)
        try edge.answer()
        #expect(try edge.parts() == ["head"] && edge.faults == [.chunk])
    }

    @Test func anUnknownMethodIsNotImplemented() throws {
        let edge = try EdgePipeline()
        try edge.receive("FOO /x HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(try edge.sent() == ["HTTP/1.1 501 Not Implemented"])
    }

    @Test func tooManyConnectionsAreToldAndClosed() throws {
        let edge = try EdgePipeline(refused: .connections)
        #expect(try edge.sent() == ["HTTP/1.1 429 Too Many Requests"])
        try edge.receive(Self.get)
        #expect(try edge.requests() == 0)
    }

    @Test func aDaemonThatStopsAnswersWhatItHasBegun() throws {
        let edge = try EdgePipeline()
        try edge.receive(Self.get)
        edge.channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        #expect(edge.isOpen)
        try edge.answer()
        #expect(try edge.text().contains("Connection: close"))
        let idle = try EdgePipeline()
        idle.channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        #expect(!idle.isOpen)
    }

    @Test func connectionsAreCountedByAddressAndNetwork() throws {
        let table = ConnectionTable(limit: 2)
        let first = ClientAddress(try #require(IPAddress("2001:db8::1")))
        let sameNetwork = ClientAddress(try #require(IPAddress("2001:db8::2")))
        let other = ClientAddress(try #require(IPAddress("2001:db8:0:1::1")))
        #expect(table.opened(first) && table.opened(sameNetwork) && !table.opened(first) && table.opened(other))
        table.closed(first)
        #expect(table.opened(sameNetwork))
        for address in [first, first, other] { table.closed(address) }
        #expect(table.count == 0)
        let proxies = TrustedProxies(ranges: [try AddressRange("2001:db8::/64")])
        let open = ConnectionTable(limit: 0, exempt: proxies)
        #expect(open.opened(first) && !open.opened(other))
    }
}
