import Foundation
import Resilience

/// One delivery as a conversation: what to do at each answer of the mail server.
///
/// It is a value that knows no connection, so each turn of the conversation is a row of a table test. Commands go out one
/// at a time (no pipelining): a mail is sent now and then, and this order leaves nothing to be confused by.
struct SMTPSession: Sendable {
    enum Action: Hashable, Sendable {
        /// Send these bytes and wait for an answer.
        case send([UInt8])
        /// Begin TLS, and say so to ``encrypted()``.
        case startTLS
        /// The server has taken the mail; take leave with these bytes and close.
        case finish([UInt8])
        /// Close.
        case fail(CallFailure)
    }

    private enum Step {
        case greeting, hello, startTLS, handshake, plain, loginName, loginPassword, login, from, recipient, data,
            content,
            over
    }

    private let terms: SMTPTerms
    private let envelope: SMTPEnvelope
    private var step = Step.greeting
    private var isEncrypted: Bool

    init(_ envelope: SMTPEnvelope, terms: SMTPTerms) {
        self.envelope = envelope
        self.terms = terms
        isEncrypted = terms.encryption == .implicit
    }

    /// What to do after an answer.
    mutating func receive(_ reply: SMTPReply) -> Action {
        // 421 means at any time that the server is about to close.
        if reply.code == 421 { return failed(.transient("The mail server closes: \(reply.summary).")) }
        switch step {
        case .greeting: return reply.code == 220 ? hello() : refused("greets with a refusal", reply, isFinal: false)
        case .hello: return reply.isPositive ? capabilities(reply) : refused("refused EHLO", reply, isFinal: false)
        case .startTLS:
            guard reply.code == 220 else { return refused("refused STARTTLS", reply, isFinal: false) }
            step = .handshake
            return .startTLS
        case .plain, .login: return reply.code == 235 ? from() : refused("refused the user name or password", reply)
        case .loginName: return login(reply, answer: terms.credentials?.username, next: .loginPassword)
        case .loginPassword: return login(reply, answer: terms.credentials?.password, next: .login)
        case .from: return reply.isPositive ? recipient() : refused("refused the sender", reply)
        case .recipient: return reply.isPositive ? data() : refused("refused the recipient", reply)
        case .data:
            guard reply.code == 354 else { return refused("refused the mail", reply) }
            step = .content
            return .send(MailText.dotStuffed(envelope.mail))
        case .content:
            guard reply.isPositive else { return refused("refused the mail", reply) }
            step = .over
            return .finish(Self.line("QUIT"))
        case .handshake, .over: return failed(.transient("The mail server answered what nobody asked."))
        }
    }

    /// The connection is encrypted from here on: everything that was said before counts for nothing.
    mutating func encrypted() -> Action {
        guard step == .handshake else { return failed(.transient("TLS began out of turn.")) }
        isEncrypted = true
        return hello()
    }

    // MARK: - Turns

    private mutating func hello() -> Action { send("EHLO \(terms.clientName)", .hello) }

    private mutating func capabilities(_ reply: SMTPReply) -> Action {
        let offered = reply.lines.dropFirst().map { $0.uppercased().split(separator: " ").map(String.init) }
        if terms.encryption == .startTLS, !isEncrypted {
            guard offered.contains(["STARTTLS"]) else {
                return failed(.transient("The mail server does not offer STARTTLS, without which no mail is sent."))
            }
            return send("STARTTLS", .startTLS)
        }
        guard let credentials = terms.credentials else { return from() }
        let mechanisms = Set(offered.filter { $0.first == "AUTH" }.joined().dropFirst())
        if mechanisms.contains("PLAIN") {
            let response = Self.base64("\0\(credentials.username)\0\(credentials.password)")
            return send("AUTH PLAIN \(response)", .plain)
        }
        if mechanisms.contains("LOGIN") { return send("AUTH LOGIN", .loginName) }
        return failed(.transient("The mail server offers neither AUTH PLAIN nor AUTH LOGIN."))
    }

    private mutating func login(_ reply: SMTPReply, answer: String?, next: Step) -> Action {
        guard reply.code == 334, let answer else { return refused("refused the user name or password", reply) }
        return send(Self.base64(answer), next)
    }

    private mutating func from() -> Action { send("MAIL FROM:<\(envelope.from)>", .from) }

    private mutating func recipient() -> Action { send("RCPT TO:<\(envelope.to)>", .recipient) }

    private mutating func data() -> Action { send("DATA", .data) }

    private mutating func send(_ command: String, _ next: Step) -> Action {
        step = next
        return .send(Self.line(command))
    }

    // MARK: - Ends

    /// 5xx is final where it is about this mail or this account; a server that is not ready may be so later.
    private mutating func refused(_ what: String, _ reply: SMTPReply, isFinal: Bool = true) -> Action {
        let sentence = "The mail server \(what): \(reply.summary)."
        return failed(isFinal && reply.code >= 500 ? .permanent(sentence) : .transient(sentence))
    }

    private mutating func failed(_ failure: CallFailure) -> Action {
        step = .over
        return .fail(failure)
    }

    private static func line(_ text: String) -> [UInt8] { Array((text + "\r\n").utf8) }

    private static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
}
