/// A request field in which proxies note whom they forward for.
///
/// Each proxy appends the address that it was called from, so only the entries at the right, which trusted proxies wrote, mean
/// anything: what stands to their left is whatever the caller sent. Entries are therefore read from the right, and one that does not
/// read ends the search.
public enum ForwardingField: String, Sendable, CaseIterable {
    /// `X-Forwarded-For`: addresses separated by commas, as most proxies send it.
    case xForwardedFor = "x-forwarded-for"
    /// `Forwarded` of RFC 7239: elements such as `for="[2001:db8::1]:4711";proto=https`.
    case forwarded

    /// The address that one entry names; nil where it names none (`unknown`, `_hidden`) or is malformed.
    func address(of entry: Substring.UTF8View) -> IPAddress? {
        switch self {
        case .xForwardedFor: Self.node(entry)
        case .forwarded: Self.elementFor(entry)
        }
    }

    /// An address, bare or with a port: `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:80`.
    private static func node(_ text: Substring.UTF8View) -> IPAddress? {
        if text.first == UInt8(ascii: "[") {
            guard let end = text.firstIndex(of: UInt8(ascii: "]")), isPort(text[text.index(after: end)...]),
                let address = IPAddress(text: text[..<end].dropFirst()), text[..<end].contains(UInt8(ascii: ":"))
            else { return nil }
            return address
        }
        // One colon separates a port, several belong to an IPv6 address.
        if let colon = text.firstIndex(of: UInt8(ascii: ":")), text.lastIndex(of: UInt8(ascii: ":")) == colon {
            return isPort(text[colon...]) ? IPAddress(text: text[..<colon]) : nil
        }
        return IPAddress(text: text)
    }

    /// Nothing, or a colon and a port: a number, or the name that a proxy hides it behind.
    private static func isPort(_ text: Substring.UTF8View) -> Bool {
        if text.isEmpty { return true }
        guard text.first == UInt8(ascii: ":"), (2...6).contains(text.count) else { return false }
        return text.dropFirst().allSatisfy { isDigit($0) }
    }

    /// The `for` of one `forwarded-element`, all of which must be well-formed.
    ///
    /// The header was cut at every comma, also in quotes. No address has one, and an element that was cut in the middle of quotes is
    /// malformed, which is safe: a proxy that repeats a caller's Host with a comma in it names nobody.
    private static func elementFor(_ element: Substring.UTF8View) -> IPAddress? {
        var found: IPAddress?
        var rest = element
        while true {
            guard let equals = rest.firstIndex(of: UInt8(ascii: "=")) else { return nil }
            let name = rest[..<equals]
            guard !name.isEmpty, name.allSatisfy({ isTokenByte($0) }) else { return nil }
            rest = rest[equals...].dropFirst()
            guard let value = takeValue(&rest) else { return nil }
            if isFor(name) {
                // A parameter stands once at most (RFC 7239, 4).
                guard found == nil, let address = node(value) else { return nil }
                // Without brackets an IPv6 address is no node of RFC 7239.
                guard address.v4 != nil || value.first == UInt8(ascii: "[") else { return nil }
                found = address
            }
            guard let separator = rest.first else { return found }
            guard separator == UInt8(ascii: ";") else { return nil }
            rest = rest.dropFirst()
        }
    }

    /// A token, or what stands between quotes; one with an escape in it names no address.
    private static func takeValue(_ rest: inout Substring.UTF8View) -> Substring.UTF8View? {
        if rest.first == UInt8(ascii: "\"") {
            let inner = rest.dropFirst()
            guard let end = inner.firstIndex(of: UInt8(ascii: "\"")) else { return nil }
            let value = inner[..<end]
            guard !value.contains(UInt8(ascii: "\\")) else { return nil }
            rest = inner[end...].dropFirst()
            return value
        }
        let value = rest.prefix { isTokenByte($0) }
        guard !value.isEmpty else { return nil }
        rest = rest[value.endIndex...]
        return value
    }

    private static func isFor(_ name: Substring.UTF8View) -> Bool {
        name.elementsEqual("for".utf8) { $0 | 0x20 == $1 }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// The characters of a token (RFC 9110, 5.6.2).
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
