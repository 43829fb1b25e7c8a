/// The 64 bits that tell a span from the others of its trace; never all zero.
public struct SpanID: Hashable, Sendable, CustomStringConvertible {
    /// All of it as one number, the first byte highest.
    public let value: UInt64

    /// Nil for zero, which means that there is no span.
    public init?(_ value: UInt64) {
        guard value != 0 else { return nil }
        self.value = value
    }

    /// Makes an id of random bits; zeros alone, which would be none, become one.
    public init(random bits: UInt64) {
        value = bits == 0 ? 1 : bits
    }

    /// Reads eight bytes, as OTLP holds them; nil for any other number, and for zeros alone.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 8 else { return nil }
        self.init(Hex.number(bytes))
    }

    /// Reads 16 lowercase hexadecimal digits, as `traceparent` has them.
    public init?(hex: some StringProtocol) {
        guard hex.utf8.count == 16, let value = Hex.parse(hex.utf8) else { return nil }
        self.init(value)
    }

    /// The eight bytes, the first one highest.
    public var bytes: [UInt8] { Hex.bytes(value) }

    /// 16 lowercase hexadecimal digits.
    public var description: String { Hex.text(value) }
}
