import NIOCore

/// The address that the daemon listens on.
struct ListenAddress: Sendable, Equatable {
    /// A configured host that is no address.
    struct Refusal: Error, Equatable, CustomStringConvertible {
        let host: String

        var description: String {
            "server.host is '\(host)', which is no IP address. Use 127.0.0.1, ::1, localhost, the address of a network "
                + "interface, or 0.0.0.0 for all of them."
        }
    }

    /// The address as text, without brackets.
    let text: String
    /// Whether only this machine reaches it.
    let isLoopback: Bool

    /// The address that a configured host means.
    ///
    /// Names but `localhost` are not looked up: what they mean could change between the check and the use.
    ///
    /// - Throws: ``Refusal``.
    init(host: String) throws(Refusal) {
        text = host == "localhost" ? "127.0.0.1" : host
        guard let address = try? SocketAddress(ipAddress: text, port: 0), address.ipAddress != nil else {
            throw Refusal(host: host)
        }
        isLoopback = address.isLoopback
    }
}
