import Access
import NIOCore

extension IPAddress {
    /// The address of a socket, without its port; nil for one in the file system.
    init?(_ address: SocketAddress) {
        switch address {
        case .v4: self.init(v4: SystemCalls.ipv4Bits(of: address))
        case .v6: self.init(bits: SystemCalls.ipv6Bits(of: address))
        case .unixDomainSocket: return nil
        }
    }
}
