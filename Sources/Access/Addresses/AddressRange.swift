/// A block of addresses in CIDR notation: `10.0.0.0/8`, `2001:db8::/32`, or one address.
public struct AddressRange: Sendable, Hashable, CustomStringConvertible {
    /// Why a text is no block of addresses.
    public enum Malformed: Error, Equatable, CustomStringConvertible {
        case address(String)
        case prefix(String, longest: Int)
        case hostBits(String, range: AddressRange)

        /// What is wrong and what to write instead.
        public var description: String {
            switch self {
            case .address(let text):
                "'\(text)' is no IP address and no block of addresses. Write one like 10.0.0.0/8 or 2001:db8::/32."
            case .prefix(let text, let longest):
                "'\(text)' needs a whole number from 0 to \(longest) after the slash."
            case .hostBits(let text, let range):
                "'\(text)' names one address and a block at once. Write \(range) for the block."
            }
        }
    }

    /// The first address of the block.
    public let first: IPAddress
    /// How many of the 128 bits all addresses of the block share; 96 more than IPv4 notation says.
    public let prefixLength: Int

    /// Reads a block; a text without a slash is the block of one address.
    ///
    /// - Throws: ``Malformed`` also where bits are set that the prefix leaves open, as in `10.0.0.1/8`: whoever wrote that may have
    ///   meant one address.
    public init(_ text: String) throws(Malformed) {
        let slash = text.firstIndex(of: "/") ?? text.endIndex
        guard let address = IPAddress(text[..<slash]) else { throw .address(text) }
        // How it was written decides what its prefix counts: `::ffff:10.0.0.0/104` is `10.0.0.0/8`.
        let offset = text[..<slash].utf8.contains(UInt8(ascii: ":")) ? 0 : 96
        guard slash < text.endIndex else {
            self.init(first: address, prefixLength: 128)
            return
        }
        let digits = text[text.index(after: slash)...].utf8
        guard (1...3).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
            digits.count == 1 || digits.first != 0x30, let length = Int(Substring(digits)), length <= 128 - offset
        else { throw .prefix(text, longest: 128 - offset) }
        let range = AddressRange(first: address.prefix(length + offset), prefixLength: length + offset)
        guard range.first == address else { throw .hostBits(text, range: range) }
        self = range
    }

    private init(first: IPAddress, prefixLength: Int) {
        self.first = first
        self.prefixLength = prefixLength
    }

    /// Whether the address belongs to the block.
    public func contains(_ address: IPAddress) -> Bool {
        address.prefix(prefixLength) == first
    }

    /// The block in CIDR notation.
    public var description: String {
        let isV4 = first.v4 != nil && prefixLength >= 96
        return "\(first)/\(isV4 ? prefixLength - 96 : prefixLength)"
    }
}

extension IPAddress {
    /// The address with all bits after the first `length` of 128 cleared.
    func prefix(_ length: Int) -> IPAddress {
        // A shift by the whole width answers zero in Swift, as it should for a prefix of no bits.
        IPAddress(bits: bits & (UInt128.max << UInt128(128 - length)))
    }
}
