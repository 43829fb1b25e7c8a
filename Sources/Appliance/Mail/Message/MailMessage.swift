/// A short text for one recipient.
struct MailMessage: Hashable, Sendable {
    let to: MailAddress
    let subject: String
    /// Lines end with a line feed.
    let text: String

    /// Subject and text are cut at their bounds.
    init(to: MailAddress, subject: String, text: String) {
        self.to = to
        self.subject = Self.cut(subject, Limits.mailSubjectBytes)
        self.text = Self.cut(text, Limits.mailTextBytes)
    }

    private static func cut(_ text: String, _ bytes: Int) -> String {
        guard text.utf8.count > bytes else { return text }
        var kept = 0
        let scalars = text.unicodeScalars.prefix { scalar in
            kept += UTF8.width(scalar)
            return kept <= bytes
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
