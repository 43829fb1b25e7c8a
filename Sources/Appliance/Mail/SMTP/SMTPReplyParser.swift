/// Cuts what a mail server sends into replies, within bounds.
struct SMTPReplyParser {
    /// What no mail server sends.
    enum Violation: Error, Hashable, CustomStringConvertible {
        case lineTooLong
        case tooManyLines
        case malformed

        var description: String {
            switch self {
            case .lineTooLong: "The mail server sent a line of more than \(Limits.smtpReplyLineBytes) bytes."
            case .tooManyLines: "The mail server sent an answer of more than \(Limits.smtpReplyLines) lines."
            case .malformed: "The mail server sent an answer that is none of SMTP."
            }
        }
    }

    private var line: [UInt8] = []
    private var code: Int?
    private var texts: [String] = []

    /// Whether something of an unfinished reply is kept.
    var isEmpty: Bool { line.isEmpty && texts.isEmpty }

    /// The replies that end within these bytes.
    mutating func append(_ bytes: some Sequence<UInt8>) throws(Violation) -> [SMTPReply] {
        var replies: [SMTPReply] = []
        for byte in bytes {
            guard byte == UInt8(ascii: "\n") else {
                guard line.count < Limits.smtpReplyLineBytes else { throw .lineTooLong }
                line.append(byte)
                continue
            }
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            if let reply = try endLine() { replies.append(reply) }
            line.removeAll(keepingCapacity: true)
        }
        return replies
    }

    private mutating func endLine() throws(Violation) -> SMTPReply? {
        guard line.count >= 3, line[..<3].allSatisfy({ (0x30...0x39).contains($0) }) else { throw .malformed }
        let number = line[..<3].reduce(0) { $0 * 10 + Int($1 - 0x30) }
        guard (200...599).contains(number), code == nil || code == number else { throw .malformed }
        guard texts.count < Limits.smtpReplyLines else { throw .tooManyLines }
        texts.append(String(decoding: line.dropFirst(4), as: UTF8.self))
        switch line.dropFirst(3).first {
        case UInt8(ascii: "-"):
            code = number
            return nil
        case nil, UInt8(ascii: " "):
            defer { (code, texts) = (nil, []) }
            return SMTPReply(code: number, lines: texts)
        default: throw .malformed
        }
    }
}
