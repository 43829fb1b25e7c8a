/// An address that somebody asks from who did not say who they are, in the blocks that share an allowance.
///
/// An IPv4 address has an allowance of its own, of IPv6 the /64 that one host or home usually has.
public struct LimitAddress: Sendable, Hashable {
    /// The address or /64 by itself.
    let own: UInt64

    /// The /24 or /48 around it, for when there is no room to remember all of its addresses.
    let block: UInt64

    /// An IPv4 address as a number, the first byte the highest.
    public init(v4 address: UInt32) {
        self.init(own: Self.tag(0) | UInt64(address), block: Self.tag(1) | UInt64(address >> 8))
    }

    /// An IPv6 address in two numbers, the first byte the highest; one that wraps an IPv4 address stands for that.
    public init(v6 high: UInt64, _ low: UInt64) {
        if high == 0, low >> 32 == 0xFFFF {
            self.init(v4: UInt32(truncatingIfNeeded: low))
        } else if high >> 56 == 0xFF {
            // Multicast addresses send nothing; what claims to be one shares one entry, and keeps off our tags.
            self = .unknown
        } else {
            // The prefix is its own code. Only ::/64 would be zero, which stands for nobody.
            self.init(own: high == 0 ? Self.tag(3) : high, block: Self.tag(2) | high >> 16)
        }
    }

    private init(own: UInt64, block: UInt64) {
        self.own = own
        self.block = block
    }

    /// The entry that all share for whom there is no room otherwise, and those whose address is not known.
    static var everybody: UInt64 { tag(4) }

    /// A caller without an address, such as one on a Unix socket.
    public static let unknown = LimitAddress(own: everybody, block: everybody)

    /// Codes that no /64 has: those of multicast, ff00::/8, which is never a source.
    private static func tag(_ number: UInt64) -> UInt64 { 0xFF << 56 | number << 48 }
}
