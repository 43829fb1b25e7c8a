/// The header `tracestate`: what vendors add to a trace's context, the latest first.
///
/// Source: https://www.w3.org/TR/trace-context/#tracestate-header.
public struct TraceState: Hashable, Sendable, CustomStringConvertible {
    /// The name of the header.
    public static let header = "tracestate"

    /// One vendor's addition.
    public struct Member: Hashable, Sendable {
        /// `vendor` or `tenant@vendor`.
        public let key: String
        /// Printable ASCII without a comma or an equals sign, and with no space at its end.
        public let value: String

        /// Nil where the key or the value is not as the specification has them.
        public init?(key: String, value: String) {
            guard Self.isKey(key.utf8), Self.isValue(value.utf8) else { return nil }
            self.key = key
            self.value = value
        }
    }

    /// The members in their order, no key twice.
    public let members: [Member]

    /// No vendor has added anything.
    public static let empty = TraceState(members: [])

    private init(members: [Member]) {
        self.members = members
    }

    /// Reads the lines of the header, in their order; nil where they are to be dropped as a whole.
    ///
    /// Empty members count as none. A member that is not as specified, a key that stands twice and more than 32 members
    /// make all of it invalid; `traceparent` stays valid then.
    public init?(_ lines: some Sequence<String>) {
        var members: [Member] = []
        var keys: Set<String> = []
        for line in lines {
            for part in line.utf8.split(separator: UInt8(ascii: ",")) {
                let text = Self.trimmed(part)
                if text.isEmpty { continue }
                guard members.count < Limits.maxTraceStateMembers, let member = Self.member(text),
                    keys.insert(member.key).inserted
                else { return nil }
                members.append(member)
            }
        }
        self.members = members
    }

    /// The same with a member of ours in front, in place of the one with its key; the last one gives way where there are 32.
    public func setting(_ member: Member) -> TraceState {
        let others = members.filter { $0.key != member.key }
        return TraceState(members: [member] + others.prefix(Limits.maxTraceStateMembers - 1))
    }

    /// The header on one line; empty where there are no members and the header is left out.
    public var description: String {
        members.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    }

    private static func trimmed(_ text: Substring.UTF8View) -> Substring.UTF8View {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        var rest = text.drop(while: isSpace)
        while let last = rest.last, isSpace(last) { rest = rest.dropLast() }
        return rest
    }

    private static func member(_ text: Substring.UTF8View) -> Member? {
        guard let equals = text.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        return Member(
            key: String(Substring(text[..<equals])), value: String(Substring(text[text.index(after: equals)...])))
    }
}

extension TraceState.Member {
    /// `vendor` of up to 256 characters, or `tenant@vendor` of up to 241 and 14.
    private static func isKey(_ key: String.UTF8View) -> Bool {
        guard let at = key.firstIndex(of: UInt8(ascii: "@")) else {
            return isPart(key[...], limit: 256, mayStartWithDigit: false)
        }
        return isPart(key[..<at], limit: 241, mayStartWithDigit: true)
            && isPart(key[key.index(after: at)...], limit: 14, mayStartWithDigit: false)
    }

    private static func isPart(_ part: Substring.UTF8View, limit: Int, mayStartWithDigit: Bool) -> Bool {
        guard let first = part.first, part.count <= limit else { return false }
        let isLetter = { (byte: UInt8) in byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") }
        let isDigit = { (byte: UInt8) in byte &- UInt8(ascii: "0") < 10 }
        guard isLetter(first) || (mayStartWithDigit && isDigit(first)) else { return false }
        return part.allSatisfy { isLetter($0) || isDigit($0) || "_-*/".utf8.contains($0) }
    }

    private static func isValue(_ value: String.UTF8View) -> Bool {
        guard (1...256).contains(value.count), value.last != 0x20 else { return false }
        return value.allSatisfy { 0x20...0x7e ~= $0 && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "=") }
    }
}
