internal import Foundation

/// Through which proxy a store is reached.
public enum StoreProxy: Sendable, Equatable {
    /// Through none.
    case none
    /// As `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` say; this machine is always reached directly.
    case environment
    /// Through this one, whatever the host.
    case fixed(ProxyAddress)

    /// The proxy for an endpoint; nil for a direct connection.
    func address(for endpoint: Endpoint, environment: [String: String]) throws(ObjectStoreError) -> ProxyAddress? {
        switch self {
        case .none: return nil
        case .fixed(let address): return address
        case .environment:
            func value(_ name: String) -> String? {
                [environment[name.lowercased()], environment[name]].compactMap(\.self).first { !$0.isEmpty }
            }
            guard !endpoint.isLoopback, !Self.isExcepted(endpoint, from: value("NO_PROXY") ?? ""),
                let text = value(endpoint.isSecure ? "HTTPS_PROXY" : "HTTP_PROXY") ?? value("ALL_PROXY")
            else { return nil }
            return try ProxyAddress(text)
        }
    }

    /// Whether a list such as `example.org,.internal,10.0.0.7,*` names a host, or a domain that it is in.
    static func isExcepted(_ endpoint: Endpoint, from list: String) -> Bool {
        list.split(whereSeparator: { $0 == "," || $0 == " " }).contains { entry in
            var name = entry.lowercased()[...]
            if name == "*" { return true }
            if let colon = name.lastIndex(of: ":"), let port = Int(name[name.index(after: colon)...]) {
                guard port == endpoint.port else { return false }
                name = name[..<colon]
            }
            while name.hasPrefix(".") || name.hasPrefix("*") { name = name.dropFirst() }
            return !name.isEmpty && (endpoint.host == name || endpoint.host.hasSuffix("." + name))
        }
    }
}

/// Where a proxy is, and what it wants to know.
public struct ProxyAddress: Sendable, Equatable, CustomStringConvertible {
    /// The host's name or address.
    public let host: String
    /// The port.
    public let port: Int
    /// Who asks, where the proxy wants to know.
    public let user: String?
    /// The user's password.
    public let password: Secret?

    /// A proxy as text, such as `http://user:password@proxy.example.org:3128`; a text without a scheme is taken for HTTP.
    ///
    /// No error repeats the text.
    public init(_ text: String) throws(ObjectStoreError) {
        var rest = text[...]
        if let scheme = rest.range(of: "://") {
            guard rest[..<scheme.lowerBound].lowercased() == "http" else {
                throw .locationInvalid(reason: "the proxy's scheme is not http, the only one that is spoken")
            }
            rest = rest[scheme.upperBound...]
        }
        var credentials: [Substring] = []
        if let at = rest.lastIndex(of: "@") {
            credentials = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            rest = rest[rest.index(after: at)...]
        }
        let endpoint: Endpoint
        do throws(ObjectStoreError) { endpoint = try Endpoint("http://\(rest)") } catch {
            throw .locationInvalid(reason: "the proxy is not written as http://host:port")
        }
        let decoded = credentials.map { PercentEncoding.decode($0) }
        guard endpoint.basePath.isEmpty, !decoded.contains(nil) else {
            throw .locationInvalid(reason: "the proxy is not written as http://user:password@host:port")
        }
        (host, port) = (endpoint.host, endpoint.port)
        user = decoded.first ?? nil
        password = decoded.isEmpty ? nil : Secret(decoded.count > 1 ? decoded[1] ?? "" : "")
    }

    /// The proxy without its password.
    public var description: String { "http://\(host):\(port)" }
}
