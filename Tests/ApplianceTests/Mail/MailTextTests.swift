import Foundation
import Storage
import Testing

@testable import Appliance

@Suite struct MailTextTests {
    @Test(arguments: [
        "a@b", "ada.lovelace+tag@example.org", "o'brien@mail.example.co.uk", "x@localhost",
        String(repeating: "a", count: 64) + "@example.org",
        "a@" + String(repeating: String(repeating: "b", count: 61) + ".", count: 4) + "abcd",
    ])
    func anAddressIsOne(text: String) {
        #expect(MailAddress(text)?.description == text)
    }

    @Test(arguments: [
        "", "@", "a", "a@", "@b", "a@b@c", "a b@c", "a@b c", ".a@b", "a.@b", "a..b@c", "a@b..c", "a@.b", "a@-b", "a@b-",
        "a@b>\r\nRCPT TO:<x@y", "a\r\nBcc: x@y", "a@b\n", "a@b\0", "<a@b>", "\"a b\"@c", "a@[127.0.0.1]", "é@b", "a@é",
        "a,b@c",
        String(repeating: "a", count: 65) + "@example.org", "a@" + String(repeating: "b", count: 64),
        "a@" + String(repeating: String(repeating: "b", count: 61) + ".", count: 4) + "abcde",
    ])
    func whatIsNoAddressIsRefused(text: String) {
        #expect(MailAddress(text) == nil)
    }

    @Test func aPlainMailIsReadable() throws {
        #expect(
            try mail(subject: "Your account", text: "Hello.\n.\n\nBye.\n") == """
                From: GeoClimate <from@example.org>\r
                To: <to@example.com>\r
                Subject: Your account\r
                Date: Wed, 01 Jan 2025 00:00:00 +0000\r
                Message-ID: <abc123@example.org>\r
                Auto-Submitted: auto-generated\r
                MIME-Version: 1.0\r
                Content-Type: text/plain; charset=utf-8\r
                Content-Transfer-Encoding: 7bit\r
                \r
                Hello.\r
                .\r
                \r
                Bye.\r

                """)
    }

    @Test(arguments: [
        "a\r\nBcc: all@example.org", "a\nX: y", "a\rb", "\u{0}", "=?utf-8?B?aGk=?=", "Grüße aus 北京",
        String(repeating: "ä", count: 90),
        String(repeating: "x", count: 67), "e" + String(repeating: "\u{301}", count: 60),
    ])
    func aSubjectCannotEndItsLineAndIsReadBackAsItWas(subject: String) throws {
        let text = try mail(subject: subject, text: "x")
        let header = try #require(text.components(separatedBy: "\r\n\r\n").first)
        let lines = header.components(separatedBy: "\r\n")
        #expect(lines.filter { !$0.hasPrefix(" ") }.count == 9)
        #expect(lines.allSatisfy { $0.utf8.count <= 85 && $0.utf8.allSatisfy { (0x20...0x7E).contains($0) } })
        let words = header.matches(of: #/=\?utf-8\?B\?([A-Za-z0-9+\/=]+)\?=/#)
        let read = words.reduce(into: Data()) { $0 += Data(base64Encoded: String($1.output.1)) ?? Data() }
        #expect(String(decoding: read, as: UTF8.self) == subject)
        #expect(words.allSatisfy { $0.output.0.count <= 75 })
    }

    @Test(arguments: ["Grüße", String(repeating: "x", count: 77), "\u{0}", "tab\there"])
    func aTextBeyondPlainLinesGoesInBase64(text: String) throws {
        let mail = try mail(subject: "s", text: text + "\n")
        #expect(mail.contains("Content-Transfer-Encoding: base64\r\n"))
        let parts = mail.components(separatedBy: "\r\n\r\n")
        let body = parts[1].components(separatedBy: "\r\n")
        #expect(body.allSatisfy { $0.utf8.count <= 76 })
        #expect(Data(base64Encoded: body.joined()) == Data((text + "\r\n").utf8))
    }

    @Test(arguments: [
        ("", ".\r\n"), ("a\r\n", "a\r\n.\r\n"), (".\r\n", "..\r\n.\r\n"),
        ("a\r\n.b\r\n..c\r\n", "a\r\n..b\r\n...c\r\n.\r\n"),
        ("no end", "no end\r\n.\r\n"), ("a.b\r\n", "a.b\r\n.\r\n"),
    ])
    func dotsAreDoubled(mail: String, stuffed: String) {
        #expect(String(decoding: MailText.dotStuffed(Array(mail.utf8)), as: UTF8.self) == stuffed)
    }

    @Test(arguments: [
        ("1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 +0000"),
        ("1969-12-31T23:59:59Z", "Wed, 31 Dec 1969 23:59:59 +0000"),
        ("2024-02-29T12:34:56Z", "Thu, 29 Feb 2024 12:34:56 +0000"),
        ("0000-01-01T00:00:00Z", "Sat, 01 Jan 0000 00:00:00 +0000"),
        ("9999-12-31T23:59:59Z", "Fri, 31 Dec 9999 23:59:59 +0000"),
    ])
    func datesAreThoseOfMail(time: String, text: String) throws {
        #expect(MailDate.text(try #require(Timestamp(rfc3339: time))) == text)
    }

    @Test func longTextsAreCutBetweenCharacters() throws {
        let to = try #require(MailAddress("to@example.com"))
        let message = MailMessage(
            to: to, subject: String(repeating: "ä", count: 500), text: String(repeating: "ä", count: 20_000))
        #expect(message.subject.utf8.count == Limits.mailSubjectBytes)
        #expect(message.text.utf8.count == Limits.mailTextBytes)
    }

    private func mail(subject: String, text: String) throws -> String {
        let to = try #require(MailAddress("to@example.com"))
        let from = try #require(MailAddress("from@example.org"))
        let bytes = MailText.encode(
            MailMessage(to: to, subject: subject, text: text), from: from, id: "abc123",
            at: try #require(Timestamp(rfc3339: "2025-01-01T00:00:00Z")))
        return String(decoding: bytes, as: UTF8.self)
    }
}
