import HTTPTypes
import Hummingbird
import NIOCore

extension ApplianceRequestContext {
    /// Whether the caller sits on this machine, and not behind a proxy that does.
    func isFromThisMachine(_ request: Request) -> Bool {
        remoteAddress?.isLoopback == true && !request.headers.comeThroughAProxy
    }
}

extension HTTPFields {
    /// Whether a proxy left its mark, whoever it was: one on this machine must not make the world look like this machine.
    var comeThroughAProxy: Bool {
        contains { HTTPField.Name.forwarding.contains($0.name) }
    }
}

extension SocketAddress {
    /// 127.0.0.0/8, also as an IPv4 address in IPv6, and ::1.
    var isLoopback: Bool {
        guard let text = ipAddress else { return false }
        return text == "::1" || text.hasPrefix("127.") || text.lowercased().hasPrefix("::ffff:127.")
    }
}

extension HTTPField.Name {
    /// The fields by which proxies give themselves away (RFC 7239, RFC 9110 7.6.3, and what came before them).
    fileprivate static let forwarding: Set<HTTPField.Name> = [
        known("Forwarded"), known("Via"), known("X-Forwarded-For"), known("X-Forwarded-Host"),
        known("X-Forwarded-Proto"), known("X-Forwarded-Port"), known("X-Forwarded-Server"), known("X-Real-IP"),
        known("X-Client-IP"), known("X-Original-Forwarded-For"), known("True-Client-IP"), known("CF-Connecting-IP"),
    ]
}
