internal import Foundation

/// Where a service answers: a scheme, a host and a port, and for servers that want one the beginning of every path.
public struct Endpoint: Sendable, Hashable, CustomStringConvertible {
    /// Whether the connection is encrypted.
    public let isSecure: Bool

    /// A name or an address; one of IPv6 stands in brackets.
    public let host: String

    /// The port, which is the scheme's own when the address names none.
    public let port: Int

    /// Empty, or a slash and further parts without one at the end.
    public let basePath: String

    /// An endpoint from its parts.
    init(isSecure: Bool, host: String, port: Int? = nil, basePath: String = "") {
        self.isSecure = isSecure
        self.host = host
        self.port = port ?? (isSecure ? 443 : 80)
        self.basePath = basePath
    }

    /// An endpoint as text, such as `https://s3.example.org:8333`; a text without a scheme is taken for HTTPS.
    public init(_ text: String) throws(ObjectStoreError) {
        var rest = text[...]
        isSecure = !rest.hasPrefix("http://")
        if let scheme = rest.range(of: "://") {
            guard ["http", "https"].contains(rest[..<scheme.lowerBound]) else {
                throw .locationInvalid(reason: "the endpoint's scheme is neither http nor https")
            }
            rest = rest[scheme.upperBound...]
        }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        (host, port) = try Self.authority(rest[..<slash], isSecure: isSecure)
        var path = rest[slash...]
        while path.hasSuffix("/") { path = path.dropLast() }
        guard path.utf8.allSatisfy(Self.isPlain) else {
            throw .locationInvalid(reason: "the endpoint's path may have letters, digits and -._~/ alone")
        }
        basePath = String(path)
    }

    /// The endpoint with another host in front of its own.
    func inFront(_ label: String) -> Endpoint {
        Endpoint(isSecure: isSecure, host: "\(label).\(host)", port: port, basePath: basePath)
    }

    /// What the `Host` header says: the port only when it is not the scheme's own.
    var authority: String { port == (isSecure ? 443 : 80) ? host : "\(host):\(port)" }

    /// Whether the host is this machine.
    var isLoopback: Bool { host == "localhost" || host == "[::1]" || host.hasPrefix("127.") }

    /// The endpoint as text.
    public var description: String { "\(isSecure ? "https" : "http")://\(authority)\(basePath)" }

    private static func authority(
        _ text: Substring, isSecure: Bool
    ) throws(ObjectStoreError) -> (host: String, port: Int) {
        var host = text
        var port = isSecure ? 443 : 80
        if let colon = text.lastIndex(of: ":"), !text.hasSuffix("]") {
            host = text[..<colon]
            guard let number = Int(text[text.index(after: colon)...]), (1...65_535).contains(number) else {
                throw .locationInvalid(reason: "the endpoint's port is not a number from 1 to 65535")
            }
            port = number
        }
        let isAddress = host.hasPrefix("[") && host.hasSuffix("]")
        let inner = isAddress ? host.dropFirst().dropLast() : host
        guard !inner.isEmpty, inner.utf8.count <= 253,
            inner.utf8.allSatisfy({ isAddress ? $0 == UInt8(ascii: ":") || Hexadecimal.value($0) != nil : isPlain($0) }
            ),
            !inner.contains("/")
        else { throw .locationInvalid(reason: "the endpoint's host is not the name or the address of one") }
        return (host.lowercased(), port)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"), UInt8(ascii: "/"):
            true
        default: false
        }
    }
}
