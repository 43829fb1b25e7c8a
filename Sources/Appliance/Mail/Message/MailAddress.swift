/// An e-mail address that is safe in a command and in a header: a dot-string, an at sign and a domain name.
///
/// This is the part of RFC 5321's Mailbox that is in use: no quoted local parts, no address literals, ASCII only. What
/// could end a line or a bracket cannot be in one.
struct MailAddress: Hashable, Sendable, CustomStringConvertible {
    let description: String
    let domain: String

    /// Nil for a text that is no such address.
    init?(_ text: String) {
        guard text.utf8.count <= Limits.mailAddressBytes, let at = text.utf8.lastIndex(of: UInt8(ascii: "@")) else {
            return nil
        }
        let local = text.utf8[..<at]
        let domain = text.utf8[text.utf8.index(after: at)...]
        guard local.count <= Limits.mailLocalPartBytes,
            Self.isDotted(local, by: Self.isAtom), Self.isDotted(domain, by: Self.isLabel)
        else { return nil }
        description = text
        self.domain = String(Substring(domain))
    }

    private static func isDotted(_ text: Substring.UTF8View, by isPart: (Substring.UTF8View) -> Bool) -> Bool {
        text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { isPart($0) }
    }

    private static func isAtom(_ part: Substring.UTF8View) -> Bool {
        !part.isEmpty && part.allSatisfy { isAlphanumeric($0) || "!#$%&'*+-/=?^_`{|}~".utf8.contains($0) }
    }

    private static func isLabel(_ part: Substring.UTF8View) -> Bool {
        let hyphen = UInt8(ascii: "-")
        return (1...Limits.mailDomainLabelBytes).contains(part.count) && part.first != hyphen && part.last != hyphen
            && part.allSatisfy { isAlphanumeric($0) || $0 == hyphen }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
