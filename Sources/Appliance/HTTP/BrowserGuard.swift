import HTTPTypes
import Hummingbird
import NIOCore

/// Keeps web pages from using the daemon through their visitor's browser, which reaches loopback.
///
/// Without accounts, reaching the daemon is all it takes. A page could point a name of its own at 127.0.0.1 (DNS rebinding),
/// which the Host field gives away, or send a request without reading the answer, which Origin and Sec-Fetch-Site give away.
enum BrowserGuard {
    /// - Throws: ``APIError`` 400 without a Host, 421 for a Host that is not this machine, 403 for another site's request.
    static func check(_ request: Request) throws(APIError) {
        guard let host = request.head.authority else {
            throw APIError(.badRequest, "The request has no Host field.")
        }
        guard isLoopback(host) else {
            throw APIError(
                .misdirectedRequest,
                "This daemon answers to 127.0.0.1, [::1] and localhost, not to the Host of this request. A proxy in front "
                    + "of it must send one of those.")
        }
        if request.headers.contains(.fetchSite), let site = request.headers[.fetchSite] {
            // The browser's own word, true also behind a proxy under another name. Following a link is no attack.
            let isVisit = request.headers[.fetchMode] == "navigate" && request.method == .get
            guard site == "same-origin" || site == "none" || isVisit else { throw refusal }
        } else if request.headers.contains(.origin), let origin = request.headers[.origin] {
            guard origin == "http://" + host || origin == "https://" + host else { throw refusal }
        }
    }

    private static var refusal: APIError {
        APIError(.forbidden, "A page of another site sent this request, which is not allowed.")
    }

    private static func isLoopback(_ authority: String) -> Bool {
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return false }
            return authority[..<end] == "[::1" && isPort(authority[authority.index(after: end)...])
        }
        let name = authority.prefix { $0 != ":" }
        guard isPort(authority.dropFirst(name.count)) else { return false }
        // The usual ones first: this is on the way of every request.
        if name == "127.0.0.1" || name == "localhost" { return true }
        return name.hasPrefix("127.") && (try? SocketAddress(ipAddress: String(name), port: 0)) != nil
    }

    /// Nothing, or a colon and digits.
    private static func isPort(_ text: Substring) -> Bool {
        text.isEmpty || (text.first == ":" && text.utf8.dropFirst().allSatisfy { (0x30...0x39).contains($0) })
    }
}

extension HTTPField.Name {
    /// Where a browser's request comes from (Fetch Metadata).
    fileprivate static let fetchSite = known("Sec-Fetch-Site")
    /// Whether it is a visit or a script's request.
    fileprivate static let fetchMode = known("Sec-Fetch-Mode")
}
