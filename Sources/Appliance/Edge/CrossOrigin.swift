import HTTPTypes
import Hummingbird

/// The origins whose pages may use the API from a browser: none, unless the settings name them.
///
/// There are no cookies and no other credentials that a browser would add by itself, so none are allowed, and an origin is answered
/// with its own name, never with `*`.
struct CrossOrigin: Sendable {
    private let origins: Set<String>

    init(_ origins: [String] = []) { self.origins = Set(origins) }

    /// Whether a text is an origin as browsers send it: scheme, host and perhaps a port, in lower case.
    static func isOrigin(_ text: String) -> Bool {
        let hosts = ["https://", "http://"].compactMap { text.hasPrefix($0) ? text.dropFirst($0.count) : nil }
        guard let host = hosts.first, !host.contains("*"), text == text.lowercased() else { return false }
        return HostName.isValid(Array(host.utf8).span)
    }

    /// Whether a page of a named origin sends this request.
    func allow(_ request: Request) -> Bool {
        guard !origins.isEmpty, let origin = request.headers.value(of: .origin) else { return false }
        return origins.contains(origin)
    }

    /// Lets the page read the answer.
    func open(_ response: inout Response, to request: Request) {
        guard !origins.isEmpty else { return }
        // Also where it is not let, so that no cache gives one page's answer to another.
        response.headers.append(HTTPField(name: .vary, value: "Origin"))
        guard allow(request), let origin = request.headers[.origin] else { return }
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.accessControlExposeHeaders] = Self.exposed
    }

    /// The answer to a browser that asks before it sends; nil where this is no such question from a named origin.
    func preflight(_ request: Request, allowed methods: [HTTPRequest.Method]) -> Response? {
        guard request.method == .options, request.headers.contains(.accessControlRequestMethod), allow(request),
            !methods.isEmpty
        else { return nil }
        return Response(
            status: .noContent,
            headers: [
                .accessControlAllowMethods: methods.map(\.rawValue).sorted().joined(separator: ", "),
                .accessControlAllowHeaders: "Authorization, Content-Type, X-API-Key, X-Request-ID",
                .accessControlMaxAge: "600",
            ])
    }

    private static let exposed = """
        Link, Retry-After, RateLimit, RateLimit-Policy, X-Daily-Quota-Limit, X-Daily-Quota-Remaining, X-Process-Time, \
        X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-Request-ID
        """
}
