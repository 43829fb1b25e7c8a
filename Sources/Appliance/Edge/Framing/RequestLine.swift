/// The first line of a request, checked.
struct RequestLine: Sendable {
    /// What a request is sent to.
    enum Target: Sendable, Equatable {
        case path
        /// A whole URL; its host, which the Host field must repeat.
        case url(host: [UInt8])
        /// `*`, for OPTIONS.
        case everything
    }

    let target: Target
    let isVersion11: Bool

    /// - Throws: ``RequestFault`` unless it is a method, a target and a version with one space between.
    init(_ line: borrowing Span<UInt8>, limits: FramingLimits) throws(RequestFault) {
        guard line.last != .lineFeed else { throw .lineEnding }
        guard let first = line.firstIndex(of: .space), let last = line.lastIndex(of: .space), first > 0, last > first
        else {
            throw .requestLine
        }
        let method = line.extracting(0..<first)
        guard method.count <= limits.methodBytes, method.all({ $0.isToken }) else { throw .requestLine }
        let target = line.extracting((first + 1)..<last)
        guard !target.isEmpty else { throw .requestLine }
        guard target.count <= limits.targetBytes else { throw .targetTooLong }
        guard target.all({ (0x21...0x7e).contains($0) }) else { throw target.contains(.space) ? .requestLine : .target }
        isVersion11 = try Self.isVersion11(line.extracting((last + 1)..<line.count))
        self.target = try Self.target(target, isOptions: method.equals("OPTIONS"))
    }

    private static func isVersion11(_ version: borrowing Span<UInt8>) throws(RequestFault) -> Bool {
        if version.equals("HTTP/1.1") { return true }
        if version.equals("HTTP/1.0") { return false }
        guard version.count == 8, version.extracting(0..<5).equals("HTTP/"), version[5].isDigit,
            version[6] == UInt8(ascii: "."),
            version[7].isDigit
        else { throw .requestLine }
        throw .version
    }

    private static func target(_ target: borrowing Span<UInt8>, isOptions: Bool) throws(RequestFault) -> Target {
        guard !target.contains(UInt8(ascii: "#")) else { throw .target }
        if target[0] == UInt8(ascii: "/") { return .path }
        if target.count == 1, target[0] == UInt8(ascii: "*"), isOptions { return .everything }
        let scheme =
            target.startsIgnoringCase(with: "http://") ? 7 : target.startsIgnoringCase(with: "https://") ? 8 : 0
        guard scheme > 0 else { throw .target }
        var end = scheme
        while end < target.count, target[end] != UInt8(ascii: "/"), target[end] != UInt8(ascii: "?") { end += 1 }
        let host = target.extracting(scheme..<end)
        guard HostName.isValid(host) else { throw .target }
        return .url(host: host.lowercased())
    }
}

/// A host with an optional port, as in the Host field.
enum HostName {
    /// Whether this is one host: a name, an IPv4 address or an IPv6 address in brackets, and digits after a colon.
    ///
    /// A comma is no part of a name here, though RFC 3986 allows it: it is how lists are joined.
    static func isValid(_ text: borrowing Span<UInt8>) -> Bool {
        guard !text.isEmpty else { return false }
        var end = 0
        if text[0] == UInt8(ascii: "[") {
            guard let bracket = text.firstIndex(of: UInt8(ascii: "]")), bracket > 2 else { return false }
            guard
                text.extracting(1..<bracket).all({ $0.isHexDigit || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }
                )
            else {
                return false
            }
            end = bracket + 1
        } else {
            while end < text.count, text[end].isHostByte { end += 1 }
            guard end > 0 else { return false }
        }
        guard end < text.count else { return true }
        guard text[end] == UInt8(ascii: ":") else { return false }
        let port = text.extracting((end + 1)..<text.count)
        return port.count <= 5 && port.all { $0.isDigit }
    }
}
