import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Keeps web pages from using the daemon through their visitor's browser, which may reach what the page's server cannot.
///
/// A page could point a name of its own at the daemon (DNS rebinding), which the Host field gives away; that matters
/// where no credentials are asked for, since a page has none. Or it could send a request without reading the answer, which
/// Origin and Sec-Fetch-Site give away.
struct BrowserGuard: Sendable {
    /// Host names that clients may use, in lower case.
    private let names: Set<String>
    private let allowsEveryName: Bool

    /// - Parameters:
    ///   - host: the configured host.
    ///   - allowedHosts: further names, such as that of a proxy in front; `*` for all.
    init(host: String = "localhost", allowedHosts: [String] = []) {
        names = Set((allowedHosts + [host, "localhost"]).map { $0.lowercased() })
        allowsEveryName = allowedHosts.contains("*")
    }

    /// The names that the settings allow.
    init(_ settings: EffectiveConfiguration) {
        let publicName = settings.publicURL.flatMap { URL(string: $0)?.host(percentEncoded: false) }
        self.init(host: settings.host, allowedHosts: settings.allowedHosts + [publicName].compactMap(\.self))
    }

    /// Pages of the `origins` named in the settings may send what they like; the Host is looked at all the same.
    ///
    /// - Throws: ``APIError`` 400 without a Host, 421 for a Host of another name where `answersStrangers`, 403 for another
    ///   site's request.
    func check(_ request: Request, answersStrangers: Bool, allowing origins: CrossOrigin = CrossOrigin())
        throws(APIError)
    {
        guard let host = request.head.authority else {
            throw APIError(.badRequest, "The request has no Host field.")
        }
        guard !answersStrangers || isAllowed(host) else {
            throw APIError(
                .misdirectedRequest,
                "This daemon does not answer to the Host of this request. Use its address, or add the name to "
                    + "server.allowed_hosts.")
        }
        if origins.allow(request) { return }
        if let site = request.headers.value(of: .fetchSite) {
            // The browser's own word, true also behind a proxy under another name. Following a link is no attack.
            let isVisit = request.headers.value(of: .fetchMode) == "navigate" && request.method == .get
            guard site == "same-origin" || site == "none" || isVisit else { throw Self.refusal }
        } else if let origin = request.headers.value(of: .origin) {
            guard origin == "http://" + host || origin == "https://" + host else { throw Self.refusal }
        }
    }

    private static var refusal: APIError {
        APIError(.forbidden, "A page of another site sent this request, which is not allowed.")
    }

    /// Whether no page can have pointed a name of its own here: it is a name that was configured, or an address.
    private func isAllowed(_ authority: String) -> Bool {
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]"), Self.isPort(authority[authority.index(after: end)...])
            else { return false }
            return isAllowedName(authority[..<end].dropFirst())
        }
        let name = authority.prefix { $0 != ":" }
        return Self.isPort(authority.dropFirst(name.count)) && isAllowedName(name)
    }

    private func isAllowedName(_ name: Substring) -> Bool {
        // The usual ones first: this is on the way of every request.
        if name == "127.0.0.1" || name == "localhost" { return true }
        guard !name.isEmpty else { return false }
        if allowsEveryName || names.contains(name.lowercased()) { return true }
        // Browsers reach this machine by the address that stands for none as well, also from public pages.
        guard name != "0.0.0.0", name != "::" else { return false }
        return (try? SocketAddress(ipAddress: String(name), port: 0)) != nil
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
