/// Where a request comes from, for limits, the log and the audit.
public struct ClientAddress: Sendable, Hashable, CustomStringConvertible {
    /// The address itself.
    public let address: IPAddress

    /// The caller at this address.
    public init(_ address: IPAddress) { self.address = address }

    /// A caller whose transport knows no addresses.
    public static let unknown = ClientAddress(.unspecified)

    /// What a caller is counted by: the address for IPv4, its /64 for IPv6, which is what one customer or machine is given.
    public var limitKey: IPAddress {
        address.v4 == nil ? address.prefix(64) : address
    }

    /// The address as text.
    public var description: String { address.description }
}
