import Storage
import Testing

@testable import Appliance

@Suite struct MailSettingsTests {
    @Test func withoutAServerThereIsNoMail() throws {
        #expect(try MailSettings(MailConfiguration(host: nil, from: nil)) == nil)
    }

    @Test(arguments: [
        ("mail.example.org", MailConfiguration.Encryption.auto, SMTPTerms.Encryption.startTLS),
        ("mail.example.org", .starttls, .startTLS), ("mail.example.org", .implicit, .implicit),
        ("mail.example.org", .off, .off), ("127.0.0.1", .auto, .off), ("localhost", .auto, .off), ("::1", .auto, .off),
        ("127.0.0.1", .starttls, .startTLS), ("127.example.org", .auto, .startTLS),
        ("127.0.0.1.example.org", .auto, .startTLS),
        ("10.0.0.1", .auto, .startTLS),
    ])
    func encryption(host: String, written: MailConfiguration.Encryption, used: SMTPTerms.Encryption) throws {
        let settings = try MailSettings(MailConfiguration(host: host, encryption: written, from: "a@example.org"))
        #expect(settings?.terms.encryption == used && settings?.terms.clientName == "example.org")
        #expect((try settings?.tlsContext() == nil) == (used == .off))
    }

    @Test(arguments: [
        (MailConfiguration(host: nil, from: "a@b"), MailSettingsError.hostMissing),
        (MailConfiguration(host: nil, username: "u", from: nil), .hostMissing),
        (MailConfiguration(host: "h", from: nil), .fromMissing),
        (MailConfiguration(host: "h", from: "Name <a@b>"), .fromInvalid("Name <a@b>")),
        (MailConfiguration(host: "h", username: "u", from: "a@b"), .halfAnAccount),
        (MailConfiguration(host: "h", password: "p", from: "a@b"), .halfAnAccount),
        (MailConfiguration(host: "h", username: "u", password: "p\0", from: "a@b"), .credentialsUnusable),
        (
            MailConfiguration(
                host: "h", username: "u", password: String(repeating: "p", count: 350), from: "a@b"),
            .credentialsUnusable
        ),
        (
            MailConfiguration(host: "h", encryption: .off, username: "u", password: "p", from: "a@b"),
            .passwordInTheClear(host: "h")
        ),
    ])
    func whatDoesNotGoTogetherIsRefused(written: MailConfiguration, error: MailSettingsError) {
        #expect(throws: error) { try MailSettings(written) }
        #expect("\(error)".hasSuffix("."))
    }

    @Test func theLongestAccountIsTakenAlsoInTheClearOnThisMachine() throws {
        let settings = try MailSettings(
            MailConfiguration(
                host: "127.0.0.1", username: "u", password: String(repeating: "p", count: 349), from: "a@b"))
        #expect(settings?.terms.credentials?.username == "u")
    }

    @Test func anUnreadableFileOfAuthoritiesIsNamed() throws {
        let settings = try #require(
            try MailSettings(
                MailConfiguration(host: "h", certificateAuthorityFile: "/nowhere/ca.pem", from: "a@b")))
        #expect { try settings.tlsContext() } throws: { "\($0)".contains("/nowhere/ca.pem") }
    }
}

@Suite struct MailLimitsTests {
    @Test func boundsFitEachOther() {
        #expect(Limits.smtpConnectSeconds < Limits.smtpDeliverySeconds)
        #expect(Limits.smtpDeliverySeconds < Limits.mailSeconds)
        #expect(Limits.mailShutdownSeconds < Limits.shutdownSeconds)
        #expect(Limits.accountLinkPauseSeconds < Limits.accountLinkSeconds)
        #expect(Limits.accountLinkSeconds <= Storage.Limits.standard.oneTimeTokenSeconds)
        #expect(Limits.mailAddressBytes == Storage.Limits.standard.emailBytes)
        // A base64 of both with two NULs, and its command, fit the 512 bytes of RFC 5321, 4.5.3.1.4.
        #expect("AUTH PLAIN \r\n".utf8.count + (Limits.smtpCredentialBytes + 2 + 2) / 3 * 4 <= 512)
    }
}
