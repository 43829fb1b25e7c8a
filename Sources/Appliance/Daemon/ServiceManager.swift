import NIOCore
import NIOPosix
import ServiceLifecycle

/// Tells systemd how the daemon is, by the protocol of sd_notify(3): one datagram a message to the socket in
/// `NOTIFY_SOCKET`.
struct ServiceManager: Sendable {
    private let path: String
    private let group: any EventLoopGroup
    /// Half of what the watchdog waits for at most, as sd_watchdog_enabled(3) recommends; `nil` where there is no
    /// watchdog.
    let watchdogInterval: Duration?

    /// - Returns: `nil` where no service manager listens, as in a terminal. Linux's abstract socket names (with a
    ///   leading `@`), which systemd does not use for services, are not served.
    init?(environment: [String: String], processID: Int32, group: any EventLoopGroup) {
        guard let path = environment["NOTIFY_SOCKET"], path.hasPrefix("/") else { return nil }
        self.path = path
        self.group = group
        let isForUs = environment["WATCHDOG_PID"].map { $0 == String(processID) } ?? true
        let microseconds = isForUs ? environment["WATCHDOG_USEC"].flatMap { Int64($0) } : nil
        watchdogInterval = microseconds.flatMap { $0 > 0 ? .microseconds($0 / 2) : nil }
    }

    /// Sends one message, such as `READY=1`.
    ///
    /// - Throws: the socket's error when the manager does not take it.
    func notify(_ message: String) async throws {
        let channel = try await DatagramBootstrap(group: group).connect(unixDomainSocketPath: path).get()
        let address = try SocketAddress(unixDomainSocketPath: path)
        let envelope = AddressedEnvelope(remoteAddress: address, data: channel.allocator.buffer(string: message))
        try await channel.writeAndFlush(envelope).get()
        try await channel.close().get()
    }
}
