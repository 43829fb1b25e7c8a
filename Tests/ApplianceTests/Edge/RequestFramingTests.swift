import Testing

@testable import Appliance

/// Where requests end, and what is no request.
@Suite struct RequestFramingTests {
    static let host = "Host: localhost\r\n"

    @Test(arguments: [
        ("GET / HTTP/1.1\r\n\(host)\r\n", RequestFacts()),
        ("GET /a?b=c%20 HTTP/1.1\r\nhOsT:\t[::1]:80 \r\n\r\n", RequestFacts()),
        ("GET http://localhost/x HTTP/1.1\r\n\(host)\r\n", RequestFacts()),
        ("GET HTTP://LOCALHOST:80?x HTTP/1.1\r\nHost: localhost:80\r\n\r\n", RequestFacts()),
        ("OPTIONS * HTTP/1.1\r\n\(host)\r\n", RequestFacts()),
        ("GET / HTTP/1.0\r\n\r\n", RequestFacts(keepsAlive: false)),
        ("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", RequestFacts(keepsAlive: false)),
        ("GET / HTTP/1.1\r\n\(host)Connection: x, Close\r\n\r\n", RequestFacts(keepsAlive: false)),
        ("GET / HTTP/1.1\r\n\(host)Connection: closed\r\n\r\n", RequestFacts()),
        ("GET / HTTP/1.1\r\n\(host)Upgrade: h2c\r\n\r\n", RequestFacts(keepsAlive: false)),
        ("GET / HTTP/1.1\r\n\(host)A:\r\nB: \u{e9} \"x\"\t\r\n\r\n", RequestFacts()),
        ("POST / HTTP/1.1\r\n\(host)Content-Length: 0003\r\n\r\nabc", RequestFacts(body: .bytes(3))),
        (
            "POST / HTTP/1.1\r\n\(host)Expect: 100-Continue\r\nContent-Length: 1\r\n\r\na",
            RequestFacts(expectsContinue: true, body: .bytes(1))
        ),
        ("POST / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n", RequestFacts(keepsAlive: false)),
        ("POST / HTTP/1.1\r\n\(host)Transfer-Encoding: Chunked\r\n\r\n0\r\n\r\n", RequestFacts(body: .chunked)),
        (
            "POST / HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n00A;x=\"y\"\r\n0123456789\r\n0\r\nA: b\r\n\r\n",
            RequestFacts(body: .chunked)
        ),
    ])
    func requestsAreCut(text: String, facts: RequestFacts) {
        let bytes = Array(text.utf8)
        // The same again, which is dropped where the connection ends with the first.
        let passed = facts.keepsAlive ? 2 * bytes.count : bytes.count
        var framing = RequestFraming()
        #expect(framing.consume((bytes + bytes).span) == RequestFraming.Step(passed: passed))
        #expect(framing.heads == (facts.keepsAlive ? [facts, facts] : [facts]))
        #expect(framing.state == (facts.keepsAlive ? .head : .finished))
        #expect(!framing.isMidHead)
        // However it is cut on the way.
        for size in 1...7 { #expect(feed(bytes + bytes, pieces: size) == RequestFraming.Step(passed: passed)) }
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\n\r\n", RequestFault.host), ("GET / HTTP/1.1\r\n\(host)\(host)\r\n", .host),
        ("GET / HTTP/1.1\r\nHost:\r\n\r\n", .host), ("GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", .host),
        ("GET / HTTP/1.1\r\nHost: a:b\r\n\r\n", .host), ("GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", .host),
        ("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", .host), ("GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", .host),
        ("GET http://a/ HTTP/1.1\r\nHost: b\r\n\r\n", .hostMismatch),
        ("GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n", .target),
        ("GET http:/// HTTP/1.1\r\n\(host)\r\n", .target), ("GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", .target),
        ("GET localhost:80 HTTP/1.1\r\n\(host)\r\n", .target),
        ("CONNECT localhost:80 HTTP/1.1\r\n\(host)\r\n", .target),
        ("GET * HTTP/1.1\r\n\(host)\r\n", .target), ("GET /#a HTTP/1.1\r\n\(host)\r\n", .target),
        ("GET /\u{e9} HTTP/1.1\r\n\(host)\r\n", .target), ("GET /\u{1} HTTP/1.1\r\n\(host)\r\n", .target),
        ("GET  / HTTP/1.1\r\n\(host)\r\n", .requestLine), ("GET /  HTTP/1.1\r\n\(host)\r\n", .requestLine),
        ("GET / a HTTP/1.1\r\n\(host)\r\n", .requestLine), ("GET /\r\n\r\n", .requestLine),
        (" GET / HTTP/1.1\r\n", .requestLine),
        ("GET\t/\tHTTP/1.1\r\n\(host)\r\n", .requestLine), ("GET / HTTP/1.1 \r\n\(host)\r\n", .requestLine),
        ("G(T / HTTP/1.1\r\n\(host)\r\n", .requestLine), ("GET / http/1.1\r\n\(host)\r\n", .requestLine),
        ("GET / HTTP/1.11\r\n\(host)\r\n", .requestLine), ("\r\nGET / HTTP/1.1\r\n\(host)\r\n", .requestLine),
        ("GET / HTTP/0.9\r\n\(host)\r\n", .version), ("GET / HTTP/1.2\r\n\(host)\r\n", .version),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", .version),
        ("GET / HTTP/1.1\nHost: a\n\n", .lineEnding), ("GET / HTTP/1.1\r\nHost: a\n\r\n", .lineEnding),
        ("GET / HTTP/1.1\r\n\(host)\n", .lineEnding), ("GET / HTTP/1.1\r\n\(host)A: b\rc\r\n\r\n", .fieldValue),
        ("GET / HTTP/1.1\r\n\(host)A: b\r\r\n\r\n", .fieldValue),
        ("GET / HTTP/1.1\r\n\(host)A: \0\r\n\r\n", .fieldValue),
        ("GET / HTTP/1.1\r\n\(host)A: \u{7f}\r\n\r\n", .fieldValue), ("GET / HTTP/1.1\r\n\(host) b\r\n\r\n", .folding),
        ("GET / HTTP/1.1\r\n\tA: b\r\n\(host)\r\n", .folding), ("GET / HTTP/1.1\r\n\(host)A : b\r\n\r\n", .fieldName),
        ("GET / HTTP/1.1\r\n\(host)A\t: b\r\n\r\n", .fieldName), ("GET / HTTP/1.1\r\n\(host): b\r\n\r\n", .fieldName),
        ("GET / HTTP/1.1\r\n\(host)A(b: c\r\n\r\n", .fieldName), ("GET / HTTP/1.1\r\n\(host)Abc\r\n\r\n", .fieldLine),
        ("POST / HTTP/1.1\r\n\(host)Content-Length: 1\r\nContent-Length: 1\r\n\r\n", .contentLength),
        ("POST / HTTP/1.1\r\n\(host)Content-Length: 1, 1\r\n\r\n", .contentLength),
        ("POST / HTTP/1.1\r\n\(host)Content-Length: +1\r\n\r\n", .contentLength),
        ("POST / HTTP/1.1\r\n\(host)Content-Length: -1\r\n\r\n", .contentLength),
        ("POST / HTTP/1.1\r\n\(host)Content-Length: 0x1\r\n\r\n", .contentLength),
        ("POST / HTTP/1.1\r\n\(host)Content-Length:\r\n\r\n", .contentLength),
        ("POST / HTTP/1.1\r\n\(host)Content-Length: 1000000000000000\r\n\r\n", .contentLength),
        ("POST / HTTP/1.1\r\n\(host)Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", .bodyLengthTwice),
        ("POST / HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n", .bodyLengthTwice),
        ("POST / HTTP/1.1\r\n\(host)Transfer-Encoding: gzip, chunked\r\n\r\n", .transferCoding),
        ("POST / HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", .transferCoding),
        ("POST / HTTP/1.1\r\n\(host)Transfer-Encoding:\r\n\r\n", .transferCoding),
        ("POST / HTTP/1.0\r\n\(host)Transfer-Encoding: chunked\r\n\r\n", .transferCoding),
        ("POST / HTTP/1.1\r\n\(host)Expect: 200-ok\r\n\r\n", .expectation),
    ])
    func everythingElseIsRefused(text: String, fault: RequestFault) {
        let good = "GET / HTTP/1.1\r\n\(Self.host)\r\n"
        var framing = RequestFraming()
        let bytes = Array((good + text).utf8)
        #expect(framing.consume(bytes.span) == RequestFraming.Step(passed: good.utf8.count, fault: fault))
        #expect(framing.heads.count == 1)
        // Refused once and for all.
        #expect(framing.consume(Array(good.utf8).span) == RequestFraming.Step())
        for size in 1...7 { #expect(feed(bytes, pieces: size).fault == fault) }
    }

    @Test(arguments: [
        "2\n{}\r\n", "2\r\n{}\n", "2\r\n{}x", "-2\r\n", "0x2\r\n", "\r\n", "2 \r\n", "2;a\u{1}\r\n", "2;a\rb\r\n",
        "g\r\n",
        "1234567890123456\r\n", "2;\(String(repeating: "a", count: 256))\r\n", "0\r\nA : b\r\n\r\n",
        "0\r\nHost: a\r\n\r\n",
        "0\r\nContent-Length: 1\r\n\r\n", "0\r\n\n", "0\r\n A: b\r\n\r\n", "2\r\n{}\r\r\n",
    ])
    func malformedChunksAreRefused(chunks: String) {
        let head = "POST / HTTP/1.1\r\n\(Self.host)Transfer-Encoding: chunked\r\n\r\n"
        let bytes = Array((head + chunks).utf8)
        var framing = RequestFraming()
        let step = framing.consume(bytes.span)
        #expect(step.passed >= head.utf8.count)
        #expect(step.fault == .chunk || step.fault == .trailer)
        for size in 1...7 { #expect(feed(bytes, pieces: size).fault == step.fault) }
    }

    @Test(arguments: [0, 1])
    func aTargetHasALimit(more: Int) {
        let target = "/" + String(repeating: "a", count: Limits.targetBytes - 1 + more)
        expect("GET \(target) HTTP/1.1\r\n\(Self.host)\r\n", more == 0 ? nil : .targetTooLong)
    }

    @Test(arguments: [0, 1])
    func aHeaderHasALimit(more: Int) {
        let rest = "A: \r\n\r\n".utf8.count + Self.host.utf8.count
        let value = String(repeating: "a", count: Limits.headerListBytes - rest + more)
        expect("GET / HTTP/1.1\r\n\(Self.host)A: \(value)\r\n\r\n", more == 0 ? nil : .headerTooLarge)
    }

    @Test(arguments: [0, 1])
    func aHeaderHasSoManyFields(more: Int) {
        let fields = String(repeating: "A: b\r\n", count: Limits.headerFields - 1 + more)
        expect("GET / HTTP/1.1\r\n\(Self.host)\(fields)\r\n", more == 0 ? nil : .tooManyFields)
    }

    @Test func whatNeverEndsIsRefusedBeforeItEnds() {
        expect("GET /" + String(repeating: "a", count: 9_000), .targetTooLong)
        expect(String(repeating: "a", count: 100), .requestLine)
        expect("GET / HTTP/1.1\r\nA: " + String(repeating: "a", count: 17_000), .headerTooLarge)
        expect(
            "POST / HTTP/1.1\r\n\(Self.host)Transfer-Encoding: chunked\r\n\r\n1;" + String(repeating: "a", count: 300),
            .chunk)
        expect(
            "POST / HTTP/1.1\r\n\(Self.host)Transfer-Encoding: chunked\r\n\r\n0\r\n"
                + String(repeating: "A: b\r\n", count: 101),
            .trailer)
    }

    @Test func aHeadThatHasBegunIsKnown() {
        var framing = RequestFraming()
        let bytes = Array("GET / HTTP/1.1\r\n".utf8)
        #expect(!framing.isMidHead)
        _ = framing.consume(bytes.span)
        #expect(framing.isMidHead)
    }

    private func expect(_ text: String, _ fault: RequestFault?, sourceLocation: SourceLocation = #_sourceLocation) {
        let bytes = Array(text.utf8)
        var framing = RequestFraming()
        #expect(framing.consume(bytes.span).fault == fault, sourceLocation: sourceLocation)
        #expect(feed(bytes, pieces: 1_000).fault == fault, sourceLocation: sourceLocation)
    }

    /// What becomes of bytes that arrive in pieces, those that were not passed on being shown again.
    private func feed(_ bytes: [UInt8], pieces size: Int) -> RequestFraming.Step {
        var framing = RequestFraming()
        var passed = 0
        var end = 0
        while end < bytes.count {
            end = min(end + size, bytes.count)
            let step = framing.consume(Array(bytes[passed..<end]).span)
            passed += step.passed
            if let fault = step.fault { return RequestFraming.Step(passed: passed, fault: fault) }
        }
        return RequestFraming.Step(passed: passed)
    }
}
