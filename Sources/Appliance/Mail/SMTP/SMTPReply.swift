/// What a mail server answers to one command (RFC 5321, 4.2).
struct SMTPReply: Hashable, Sendable {
    /// Three digits, the first from 2 to 5.
    let code: Int
    /// The text of each line, without the code.
    let lines: [String]

    /// Whether the command was carried out.
    var isPositive: Bool { code / 100 == 2 }

    /// The reply as the log shows it: short, in one line, without what could forge another, and without addresses,
    /// which servers like to repeat.
    var summary: String {
        let text = lines.last ?? ""
        let printable = String(
            text.unicodeScalars.prefix(120).map { (0x20...0x7E).contains($0.value) ? Character($0) : "?" })
        let words = printable.split(separator: " ", omittingEmptySubsequences: false)
        return "\(code) " + words.map { $0.contains("@") ? "(address)" : $0 }.joined(separator: " ")
    }
}
