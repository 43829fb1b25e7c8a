import Foundation
import Resilience
import Storage
import Support
import Testing

@testable import Appliance

/// Deliveries as conversations: the server's answers, and what this side says to them.
@Suite struct SMTPSessionTests {
    struct Story: Sendable, CustomTestStringConvertible {
        var name: String
        var encryption = SMTPTerms.Encryption.off
        var hasAccount = false
        /// The server's answers; `TLS` stands for a finished handshake.
        var server: [String]
        /// The first lines of what this side sends, `(TLS)` for the beginning of TLS, and the end.
        var client: [String]

        var testDescription: String { name }
    }

    static let stories: [Story] = [
        Story(
            name: "a mail is taken", server: ["220 hi", "250 ok", "250 ok", "250 ok", "354 go", "250 queued"],
            client: [
                "EHLO example.org", "MAIL FROM:<from@example.org>", "RCPT TO:<to@example.com>", "DATA", "Hello", "QUIT",
            ]),
        Story(
            name: "TLS begins before anything is said", encryption: .startTLS,
            server: ["220 hi", "250-me\n250 STARTTLS", "220 go", "TLS", "250 me", "250", "250", "354", "250"],
            client: [
                "EHLO example.org", "STARTTLS", "(TLS)", "EHLO example.org", "MAIL FROM:<from@example.org>",
                "RCPT TO:<to@example.com>", "DATA", "Hello", "QUIT",
            ]),
        Story(
            name: "an account is used once TLS is there", encryption: .startTLS, hasAccount: true,
            server: [
                "220 hi", "250-me\n250-AUTH PLAIN\n250 STARTTLS", "220 go", "TLS", "250-me\n250 AUTH LOGIN PLAIN",
                "235",
                "250", "250", "354", "250",
            ],
            client: [
                "EHLO example.org", "STARTTLS", "(TLS)", "EHLO example.org", "AUTH PLAIN AHVzZXIAc2VjcmV0",
                "MAIL FROM:<from@example.org>", "RCPT TO:<to@example.com>", "DATA", "Hello", "QUIT",
            ]),
        Story(
            name: "the other way to log in", encryption: .implicit, hasAccount: true,
            server: [
                "220", "250-me\n250 auth login", "334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6", "235", "250", "250", "354",
                "250",
            ],
            client: [
                "EHLO example.org", "AUTH LOGIN", "dXNlcg==", "c2VjcmV0", "MAIL FROM:<from@example.org>",
                "RCPT TO:<to@example.com>", "DATA", "Hello", "QUIT",
            ]),
        Story(
            name: "without STARTTLS nothing is sent", encryption: .startTLS, hasAccount: true,
            server: ["220 hi", "250-me\n250 AUTH PLAIN"],
            client: [
                "EHLO example.org", "later: The mail server does not offer STARTTLS, without which no mail is sent.",
            ]),
        Story(
            name: "STARTTLS is refused", encryption: .startTLS, server: ["220", "250-me\n250 STARTTLS", "454 no"],
            client: ["EHLO example.org", "STARTTLS", "later: The mail server refused STARTTLS: 454 no."]),
        Story(
            name: "nothing but STARTTLS is offered to an account", encryption: .implicit, hasAccount: true,
            server: ["220", "250-me\n250 AUTH CRAM-MD5"],
            client: ["EHLO example.org", "later: The mail server offers neither AUTH PLAIN nor AUTH LOGIN."]),
        Story(
            name: "a wrong password", encryption: .implicit, hasAccount: true,
            server: ["220", "250-me\n250 AUTH PLAIN", "535 5.7.8 no"],
            client: [
                "EHLO example.org", "AUTH PLAIN AHVzZXIAc2VjcmV0",
                "never: The mail server refused the user name or password: 535 5.7.8 no.",
            ]),
        Story(
            name: "an account that is looked up later", encryption: .implicit, hasAccount: true,
            server: ["220", "250-me\n250 AUTH LOGIN", "454 later"],
            client: [
                "EHLO example.org", "AUTH LOGIN",
                "later: The mail server refused the user name or password: 454 later.",
            ]),
        Story(
            name: "no service", server: ["554 none"],
            client: ["later: The mail server greets with a refusal: 554 none."]),
        Story(
            name: "no EHLO", server: ["220", "502 what"],
            client: ["EHLO example.org", "later: The mail server refused EHLO: 502 what."]),
        Story(
            name: "a sender that it does not relay", server: ["220", "250", "550 no"],
            client: [
                "EHLO example.org", "MAIL FROM:<from@example.org>",
                "never: The mail server refused the sender: 550 no.",
            ]),
        Story(
            name: "a recipient that does not exist", server: ["220", "250", "250", "550 5.1.1 unknown"],
            client: [
                "EHLO example.org", "MAIL FROM:<from@example.org>", "RCPT TO:<to@example.com>",
                "never: The mail server refused the recipient: 550 5.1.1 unknown.",
            ]),
        Story(
            name: "grey listing", server: ["220", "250", "250", "451 later"],
            client: [
                "EHLO example.org", "MAIL FROM:<from@example.org>", "RCPT TO:<to@example.com>",
                "later: The mail server refused the recipient: 451 later.",
            ]),
        Story(
            name: "a mail that it will not have", server: ["220", "250", "250", "250", "354", "554 spam"],
            client: [
                "EHLO example.org", "MAIL FROM:<from@example.org>", "RCPT TO:<to@example.com>", "DATA", "Hello",
                "never: The mail server refused the mail: 554 spam.",
            ]),
        Story(
            name: "DATA is not answered as it should be", server: ["220", "250", "250", "250", "250"],
            client: [
                "EHLO example.org", "MAIL FROM:<from@example.org>", "RCPT TO:<to@example.com>", "DATA",
                "later: The mail server refused the mail: 250 .",
            ]),
        Story(
            name: "it closes in the middle", server: ["220", "250", "421 shutting down"],
            client: [
                "EHLO example.org", "MAIL FROM:<from@example.org>", "later: The mail server closes: 421 shutting down.",
            ]),
        Story(
            name: "an answer during the handshake", encryption: .startTLS,
            server: ["220", "250-me\n250 STARTTLS", "220", "250 injected"],
            client: ["EHLO example.org", "STARTTLS", "(TLS)", "later: The mail server answered what nobody asked."]),
        Story(
            name: "TLS out of turn", encryption: .startTLS, server: ["TLS"], client: ["later: TLS began out of turn."]),
    ]

    @Test(arguments: stories)
    func tells(_ story: Story) throws {
        let from = try #require(MailAddress("from@example.org"))
        let to = try #require(MailAddress("to@example.com"))
        var session = SMTPSession(
            SMTPEnvelope(from: from, to: to, mail: Array("Hello\r\n".utf8)),
            terms: SMTPTerms(
                encryption: story.encryption, clientName: "example.org",
                credentials: story.hasAccount ? SMTPCredentials(username: "user", password: "secret") : nil))
        var said: [String] = []
        for answer in story.server {
            var parser = SMTPReplyParser()
            let action =
                answer == "TLS"
                ? session.encrypted()
                : session.receive(try #require(try parser.append((answer + "\n").utf8).first))
            said.append(Self.text(action))
        }
        #expect(said == story.client)
    }

    @Test func noPasswordIsPrinted() {
        let credentials = SMTPCredentials(username: "user", password: "canary-1")
        var dumped = ""
        dump(credentials, to: &dumped)
        let terms = SMTPTerms(encryption: .off, clientName: "x", credentials: credentials)
        for text in ["\(credentials)", String(reflecting: credentials), dumped, "\(terms)", String(reflecting: terms)] {
            #expect(!text.contains("canary-1"))
        }
    }

    private static func text(_ action: SMTPSession.Action) -> String {
        switch action {
        case .send(let bytes), .finish(let bytes):
            String(decoding: bytes, as: UTF8.self).split(separator: "\r\n").first.map(String.init) ?? ""
        case .startTLS: "(TLS)"
        case .fail(let failure): (failure.isTransient ? "later: " : "never: ") + failure.reason
        }
    }
}

@Suite struct SMTPReplyParserTests {
    @Test(arguments: [
        ("220 hi\r\n", ["220 hi"]), ("220 hi\n250\r\n", ["220 hi", "250 "]),
        ("250-a\r\n250-b\r\n250 c\r\n", ["250 a|b|c"]),
        ("250", []), ("250 \u{1B}[31mred\r\n", ["250 \u{1B}[31mred"]),
    ])
    func cutsReplies(text: String, expected: [String]) throws {
        for size in [1, 2, 5, 1_000] {
            var parser = SMTPReplyParser()
            var found: [String] = []
            let bytes = Array(text.utf8)
            for start in stride(from: 0, to: bytes.count, by: size) {
                found += try parser.append(bytes[start..<min(start + size, bytes.count)]).map {
                    "\($0.code) \($0.lines.joined(separator: "|"))"
                }
            }
            #expect(found == expected)
        }
    }

    @Test(arguments: [
        "hello\r\n", "2\r\n", "\r\n", "22x hi\r\n", "199 hi\r\n", "600 hi\r\n", "250-a\r\n251 b\r\n", "250_a\r\n",
        "HTTP/1.1 400 Bad Request\r\n",
    ])
    func refusesWhatIsNoReply(text: String) {
        var parser = SMTPReplyParser()
        #expect(throws: SMTPReplyParser.Violation.malformed) { try parser.append(text.utf8) }
    }

    @Test func linesAndTheirNumberAreBounded() throws {
        var parser = SMTPReplyParser()
        let most = Limits.smtpReplyLineBytes
        let line = Array("250-".utf8) + Array(repeating: UInt8(ascii: "x"), count: most - 5) + Array("\r".utf8)
        #expect(line.count == most)
        #expect(try parser.append(line + [0x0A]).isEmpty)
        #expect(throws: SMTPReplyParser.Violation.lineTooLong) { try parser.append(line + [0x78]) }
        parser = SMTPReplyParser()
        for _ in 1..<Limits.smtpReplyLines { #expect(try parser.append("250-x\n".utf8).isEmpty) }
        #expect(try parser.append("250 x\n".utf8).count == 1)
        for _ in 0..<Limits.smtpReplyLines { #expect(try parser.append("250-x\n".utf8).isEmpty) }
        #expect(throws: SMTPReplyParser.Violation.tooManyLines) { try parser.append("250-x\n".utf8) }
    }

    @Test func itSaysWhetherSomethingIsLeft() throws {
        var parser = SMTPReplyParser()
        #expect(try parser.append("220 go\r\n".utf8).count == 1)
        #expect(parser.isEmpty)
        #expect(try parser.append("220 go\r\n250".utf8).count == 1)
        #expect(!parser.isEmpty)
        parser = SMTPReplyParser()
        #expect(try parser.append("250-x\r\n".utf8).isEmpty)
        #expect(!parser.isEmpty)
    }

    @Test func theSummaryRepeatsNoAddress() {
        let reply = SMTPReply(code: 550, lines: ["5.1.1 <ada@example.org>: no such mailbox, ada@example.org."])
        #expect(reply.summary == "550 5.1.1 (address) no such mailbox, (address)")
    }

    @Test func theSummaryIsOneSafeLine() {
        let reply = SMTPReply(code: 550, lines: ["a", "no\u{1B}[31m\r\nFORGED é" + String(repeating: "x", count: 999)])
        #expect(reply.summary.hasPrefix("550 no?[31m??FORGED ?xxx") && reply.summary.utf8.count <= 124)
    }
}

@Suite struct SMTPSessionPropertyTests {
    /// Whatever a server answers, in whatever order: the conversation ends, and before TLS nothing is said but EHLO and
    /// STARTTLS.
    @Test func nothingIsSaidTooEarlyAndEveryConversationEnds() throws {
        var random = SplitMix64(seed: 42)
        let from = try #require(MailAddress("from@example.org"))
        let envelope = SMTPEnvelope(from: from, to: from, mail: Array("secret link\r\n".utf8))
        let terms = SMTPTerms(
            encryption: .startTLS, clientName: "x", credentials: SMTPCredentials(username: "u", password: "p"))
        var delivered = 0
        for _ in 0..<20_000 {
            var session = SMTPSession(envelope, terms: terms)
            var isEncrypted = false
            var said = ""
            var turns = 0
            conversation: while turns < 20 {
                turns += 1
                var action = session.receive(Self.reply(to: said, using: &random))
                if action == .startTLS {
                    #expect(!isEncrypted)
                    isEncrypted = true
                    action = session.encrypted()
                }
                switch action {
                case .send(let bytes):
                    said = String(decoding: bytes, as: UTF8.self)
                    #expect(isEncrypted || said == "EHLO x\r\n" || said == "STARTTLS\r\n")
                case .finish:
                    #expect(isEncrypted)
                    delivered += 1
                    break conversation
                case .startTLS, .fail: break conversation
                }
            }
            #expect(turns < 20)
        }
        #expect(delivered > 1_000, "Many conversations come to the end.")
    }

    @Test func noBytesBreakTheParser() {
        var random = SplitMix64(seed: 7)
        let alphabet = Array("250-3 4\r\nA\u{0}".utf8) + [0xFF]
        for _ in 0..<20_000 {
            var parser = SMTPReplyParser()
            let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 0
            }
            let replies = (try? parser.append(bytes)) ?? []
            #expect(replies.allSatisfy { (200...599).contains($0.code) && !$0.lines.isEmpty })
        }
    }

    /// Mostly the answer that goes on, now and then any other.
    private static func reply(to command: String, using random: inout SplitMix64) -> SMTPReply {
        let right: [(String, Int)] = [
            ("EHLO", 250), ("STARTTLS", 220), ("AUTH", 235), ("MAIL", 250), ("RCPT", 250), ("DATA", 354),
            ("secret", 250),
        ]
        var code = right.first { command.hasPrefix($0.0) }?.1 ?? 220
        var lines = ["x", "STARTTLS", "AUTH PLAIN"]
        if Int.random(in: 0..<10, using: &random) == 0 {
            code = [220, 250, 235, 334, 354, 421, 451, 535, 550].randomElement(using: &random) ?? 220
        }
        if Int.random(in: 0..<10, using: &random) == 0 {
            lines = ["", "AUTH", "AUTH LOGIN", "auth=plain", "x\0y"].shuffled(using: &random)
        }
        return SMTPReply(code: code, lines: lines)
    }
}
