/// The 128 bits that the spans of one trace share; never all zero.
public struct TraceID: Hashable, Sendable, CustomStringConvertible {
    /// The first eight bytes.
    public let high: UInt64
    /// The last eight bytes, which W3C recommends to be random.
    public let low: UInt64

    /// Nil where all bits are zero, which means that there is no trace.
    public init?(high: UInt64, low: UInt64) {
        guard high != 0 || low != 0 else { return nil }
        self.high = high
        self.low = low
    }

    /// Makes an id of random bits; a second half of zeros alone becomes one.
    public init(random high: UInt64, _ low: UInt64) {
        self.high = high
        self.low = low == 0 ? 1 : low
    }

    /// Reads 16 bytes, the first one highest, as OTLP holds them; nil for any other number, and for zeros alone.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        self.init(high: Hex.number(bytes.prefix(8)), low: Hex.number(bytes.suffix(8)))
    }

    /// Reads 32 lowercase hexadecimal digits, as `traceparent` has them.
    public init?(hex: some StringProtocol) {
        guard hex.utf8.count == 32, let high = Hex.parse(hex.utf8.prefix(16)), let low = Hex.parse(hex.utf8.suffix(16))
        else { return nil }
        self.init(high: high, low: low)
    }

    /// Reads up to 32 hexadecimal digits of either case, as Jaeger's paths have them; missing ones in front are zeros.
    public init?(jaeger text: some StringProtocol) {
        let digits = text.lowercased().utf8
        guard (1...32).contains(digits.count), let low = Hex.parse(digits.suffix(16)),
            let high = Hex.parse(digits.dropLast(min(16, digits.count)))
        else { return nil }
        self.init(high: high, low: low)
    }

    /// The 16 bytes, the first one highest.
    public var bytes: [UInt8] { Hex.bytes(high) + Hex.bytes(low) }

    /// 32 lowercase hexadecimal digits.
    public var description: String { Hex.text(high) + Hex.text(low) }
}

extension TraceID: Comparable {
    /// By the bytes.
    public static func < (left: TraceID, right: TraceID) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}
