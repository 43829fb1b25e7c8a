/// 128 bits: the hash of a page or a database, or something random.
///
/// Two halves and not Swift's `UInt128`, which has to lie at multiples of 16 bytes: Swift 6.3 loses its way when a large value
/// with such a field comes out of a continuation.
public struct Word128: Sendable, Hashable, ExpressibleByIntegerLiteral, CustomStringConvertible {
    private var high: UInt64
    private var low: UInt64

    /// The bits of a number.
    public init(_ value: UInt128) {
        high = UInt64(truncatingIfNeeded: value >> 64)
        low = UInt64(truncatingIfNeeded: value)
    }

    /// A small number.
    public init(integerLiteral value: UInt64) { self.init(UInt128(value)) }

    /// Sixteen bytes, the highest first; further ones are ignored, missing ones are 0.
    init(bigEndian bytes: some Sequence<UInt8>) {
        var bytes = bytes.makeIterator()
        func half() -> UInt64 { (0..<8).reduce(0) { half, _ in half << 8 | UInt64(bytes.next() ?? 0) } }
        high = half()
        low = half()
    }

    /// Random bits.
    public static func random(using generator: inout some RandomNumberGenerator) -> Word128 {
        Word128(.random(in: .min ... .max, using: &generator))
    }

    /// The bits as a number.
    public var value: UInt128 { UInt128(high) << 64 | UInt128(low) }

    /// Sixteen bytes, the highest first.
    var bytes: [UInt8] {
        [high, low].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> (56 - 8 * UInt64($0))) } }
    }

    /// 32 hexadecimal digits.
    public var description: String { Hexadecimal.text(high) + Hexadecimal.text(low) }

    /// The sum modulo 2^128.
    public static func &+ (left: Word128, right: Word128) -> Word128 { Word128(left.value &+ right.value) }

    /// The difference modulo 2^128.
    public static func &- (left: Word128, right: Word128) -> Word128 { Word128(left.value &- right.value) }
}
