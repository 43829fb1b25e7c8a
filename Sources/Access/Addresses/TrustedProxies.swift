/// The proxies whose word is taken for where a request comes from.
public struct TrustedProxies: Sendable, Equatable {
    /// Where the proxies are called from.
    public let ranges: [AddressRange]
    /// The one field that they write.
    ///
    /// One and not both: a proxy that writes the one field passes the other on as the caller sent it.
    public let field: ForwardingField

    /// The proxies of these addresses, which write this field.
    public init(ranges: [AddressRange], field: ForwardingField = .xForwardedFor) {
        self.ranges = ranges
        self.field = field
    }

    /// Whether a proxy at this address is trusted.
    public func contains(_ address: IPAddress) -> Bool {
        ranges.contains { $0.contains(address) }
    }

    /// The caller that `peer` forwards for: the last address in the field that is no trusted proxy's.
    ///
    /// `values` are the field's lines in their order. Where `peer` is not trusted, or an entry names no address, the search ends at
    /// the last address that is known to be true; where all are trusted, at the leftmost. At most ``hopLimit`` entries are read.
    public func client(of peer: IPAddress, values: some BidirectionalCollection<String>) -> IPAddress {
        guard contains(peer) else { return peer }
        var known = peer
        var hops = 0
        for value in values.reversed() {
            var rest = value[...].utf8
            while true {
                let comma = rest.lastIndex(of: UInt8(ascii: ","))
                let entry = Self.trimmed(comma.map { rest[rest.index(after: $0)...] } ?? rest)
                hops += 1
                guard hops <= Self.hopLimit, let address = field.address(of: entry) else { return known }
                known = address
                guard contains(address) else { return known }
                guard let comma else { break }
                rest = rest[..<comma]
            }
        }
        return known
    }

    /// Proxies in a row that are followed.
    public static let hopLimit = 16

    private static func trimmed(_ text: Substring.UTF8View) -> Substring.UTF8View {
        var rest = text
        while let byte = rest.first, byte == 0x20 || byte == 0x09 { rest = rest.dropFirst() }
        while let byte = rest.last, byte == 0x20 || byte == 0x09 { rest = rest.dropLast() }
        return rest
    }
}
