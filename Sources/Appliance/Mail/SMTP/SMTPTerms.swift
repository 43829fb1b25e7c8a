/// How this side talks to its mail server.
struct SMTPTerms: Hashable, Sendable {
    /// When the connection becomes encrypted.
    enum Encryption: String, Hashable, Sendable {
        /// After STARTTLS, which the server has to offer (RFC 3207).
        case startTLS
        /// From the first byte on (RFC 8314).
        case implicit
        /// Never.
        case off
    }

    let encryption: Encryption
    /// What it says to EHLO.
    let clientName: String
    let credentials: SMTPCredentials?
}

/// The account at the mail server; printing it shows no password.
struct SMTPCredentials: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    let username: String
    let password: String

    var description: String { "the mail account \(username)" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: ["username": username]) }
}

/// One mail as it is handed to a mail server.
struct SMTPEnvelope: Hashable, Sendable {
    let from: MailAddress
    let to: MailAddress
    /// Header and body, dots not yet doubled.
    let mail: [UInt8]
}
