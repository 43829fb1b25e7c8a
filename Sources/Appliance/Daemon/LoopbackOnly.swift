import NIOCore

/// The daemon has no accounts yet: whoever reaches it may do everything.
///
/// So it listens on the loopback interface alone.
enum LoopbackOnly {
    /// A host that the daemon does not listen on, and why.
    enum Refusal: Error, Equatable, CustomStringConvertible {
        case reachable(host: String)
        case notAnAddress(host: String)

        var description: String {
            switch self {
            case .reachable(let host):
                "server.host is '\(host)', which others can reach, and this version has no accounts yet. "
                    + "Listen on 127.0.0.1 or ::1, and put a proxy that authenticates in front."
            case .notAnAddress(let host):
                "server.host is '\(host)', which is no IP address. Use 127.0.0.1, ::1 or localhost."
            }
        }
    }

    /// The address to listen on for a configured host.
    ///
    /// - Throws: ``Refusal`` for everything but 127.0.0.0/8, ::1 and the name `localhost`. Other names are not looked
    ///   up: what they mean could change between the check and the use.
    static func address(for host: String) throws(Refusal) -> String {
        if host == "localhost" { return "127.0.0.1" }
        guard let address = try? SocketAddress(ipAddress: host, port: 0) else { throw .notAnAddress(host: host) }
        let isLoopback =
            switch address {
            case .v4: host.hasPrefix("127.")
            case .v6: address.ipAddress == "::1"
            case .unixDomainSocket: false
            }
        guard isLoopback else { throw .reachable(host: host) }
        return host
    }
}
