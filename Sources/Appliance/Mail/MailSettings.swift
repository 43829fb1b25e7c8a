import Foundation
import NIOCore
import NIOSSL
import Resilience

/// How mail is sent, checked as a whole; nil where no mail server is configured.
struct MailSettings: Sendable {
    let host: String
    let port: Int
    let from: MailAddress
    let terms: SMTPTerms
    let certificateAuthorityFile: String?

    /// - Throws: ``MailSettingsError`` where settings do not go together.
    init?(_ settings: MailConfiguration) throws(MailSettingsError) {
        guard let host = settings.host else {
            guard settings.from == nil, settings.username == nil else { throw .hostMissing }
            return nil
        }
        guard let sender = settings.from else { throw .fromMissing }
        guard let from = MailAddress(sender) else { throw .fromInvalid(sender) }
        let isLoopback = Self.isLoopback(host)
        let encryption: SMTPTerms.Encryption =
            switch settings.encryption {
            case .auto: isLoopback ? .off : .startTLS
            case .starttls: .startTLS
            case .implicit: .implicit
            case .off: .off
            }
        let credentials = try Self.credentials(settings)
        guard credentials == nil || encryption != .off || isLoopback else { throw .passwordInTheClear(host: host) }
        self.host = host
        port = settings.port
        self.from = from
        terms = SMTPTerms(encryption: encryption, clientName: from.domain, credentials: credentials)
        certificateAuthorityFile = settings.certificateAuthorityFile
    }

    /// The context of encrypted connections; reads the file of additional authorities.
    ///
    /// - Throws: ``MailSettingsError`` where the file has no certificates.
    func tlsContext() throws(MailSettingsError) -> NIOSSLContext? {
        guard terms.encryption != .off else { return nil }
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        do {
            if let file = certificateAuthorityFile {
                configuration.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMFile(file))]
            }
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw .authoritiesUnreadable(file: certificateAuthorityFile ?? "", reason: "\(error)")
        }
    }

    private static func credentials(_ settings: MailConfiguration) throws(MailSettingsError) -> SMTPCredentials? {
        switch (settings.username, settings.password) {
        case (nil, nil): return nil
        case (let username?, let password?):
            guard username.utf8.count + password.utf8.count <= Limits.smtpCredentialBytes,
                !username.utf8.contains(0), !password.utf8.contains(0)
            else { throw .credentialsUnusable }
            return SMTPCredentials(username: username, password: password)
        default: throw .halfAnAccount
        }
    }

    private static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" { return true }
        return host.hasPrefix("127.") && (try? SocketAddress(ipAddress: host, port: 0)) != nil
    }
}

/// Why the settings of mail are refused, each as a sentence that says what to set.
enum MailSettingsError: Error, Equatable, CustomStringConvertible {
    case hostMissing
    case fromMissing
    case fromInvalid(String)
    case halfAnAccount
    case credentialsUnusable
    case passwordInTheClear(host: String)
    case authoritiesUnreadable(file: String, reason: String)

    var description: String {
        switch self {
        case .hostMissing: "Mail is half configured: set mail.host, or remove mail.from and mail.username."
        case .fromMissing: "Mail needs a sender: set mail.from to an address, as in noreply@example.org."
        case .fromInvalid(let text): "The setting mail.from is no address that mail can be sent from: '\(text)'."
        case .halfAnAccount: "Set both mail.username and mail.password, or neither."
        case .credentialsUnusable:
            "mail.username and mail.password together take at most \(Limits.smtpCredentialBytes) bytes without NUL."
        case .passwordInTheClear(let host):
            "With mail.tls off, the password would go to \(host) in the clear. Set mail.tls to starttls or implicit."
        case .authoritiesUnreadable(let file, let reason):
            "The certificates of mail.ca_file '\(file)' cannot be read: \(reason)."
        }
    }
}
