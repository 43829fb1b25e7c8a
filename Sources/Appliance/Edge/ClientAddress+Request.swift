import Access
import HTTPTypes
import Hummingbird

extension TrustedProxies {
    /// Nobody is trusted: a request comes from where its connection comes from.
    static let none = TrustedProxies(ranges: [])

    /// Where a request comes from, which its connection says unless that is a trusted proxy's.
    func client(of request: Request, _ context: ApplianceRequestContext) -> ClientAddress {
        guard let peer = context.remoteAddress.flatMap({ IPAddress($0) }) else { return .unknown }
        // Looked up only for those who are believed: finding a field takes longer than anything else here.
        guard contains(peer) else { return ClientAddress(peer) }
        let name: HTTPField.Name = field == .forwarded ? .forwarded : .xForwardedFor
        return ClientAddress(client(of: peer, values: request.headers[values: name]))
    }
}

extension HTTPField.Name {
    /// What proxies write, each appending whom it was called by.
    fileprivate static let xForwardedFor = known("X-Forwarded-For")
    /// The same by RFC 7239.
    fileprivate static let forwarded = known("Forwarded")
}
