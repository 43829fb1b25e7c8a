/// An IPv4 or IPv6 address.
///
/// An IPv4 address is held as the IPv6 address that maps it (`::ffff:192.0.2.1`, RFC 4291 2.5.5.2), so that both spellings of
/// one caller are equal.
public struct IPAddress: Sendable, Hashable {
    /// The 128 bits, the first byte of the address being the highest.
    public let bits: UInt128

    /// The address of these 128 bits.
    public init(bits: UInt128) { self.bits = bits }

    /// The IPv4 address of these 32 bits, the first byte of the address being the highest.
    public init(v4 bits: UInt32) { self.bits = Self.mappedPrefix | UInt128(bits) }

    /// The address of nobody, `::`: what a caller has whose transport knows no addresses.
    public static let unspecified = IPAddress(bits: 0)

    /// The 32 bits of an IPv4 address; nil for IPv6.
    public var v4: UInt32? {
        bits & Self.v4Mask == Self.mappedPrefix ? UInt32(truncatingIfNeeded: bits) : nil
    }

    /// Whether this is the machine itself: 127.0.0.0/8 or `::1`.
    public var isLoopback: Bool {
        if let v4 { v4 >> 24 == 127 } else { bits == 1 }
    }

    static let mappedPrefix: UInt128 = 0xffff << 32
    private static let v4Mask = UInt128.max << 32
}
