/// Which tokens a segment's lines may have: a Bloom filter, which says "no" truly and "yes" wrongly once in a hundred times.
///
/// Ten bits a token and seven probes (Bloom 1970) are wrong in 0.8 % of the cases, and a needle with two inner tokens in 0.01 %.
public struct TokenFilter: Sendable, Equatable {
    private static let probes: UInt64 = 7

    /// The filter as it is stored: the bits of the tokens, 64 to a word, low byte first.
    public let bytes: [UInt8]

    /// A filter as it was stored.
    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    init(_ tokens: TokenSet) {
        let size = (max(tokens.count, 1) * Limits.filterBitsPerToken + 7) / 8
        var bytes = [UInt8](repeating: 0, count: size)
        tokens.forEach { hash in
            for probe in 0..<Self.probes {
                let bit = Self.bit(hash, probe, of: size)
                bytes[bit >> 3] |= 1 << UInt8(bit & 7)
            }
        }
        self.bytes = bytes
    }

    /// Whether the segment may have a line with all of the needles; an empty filter knows nothing.
    public func mayContain(_ needles: [Needle]) -> Bool {
        guard !bytes.isEmpty else { return true }
        return needles.allSatisfy { $0.tokens.allSatisfy(mayContain) }
    }

    private func mayContain(_ hash: UInt64) -> Bool {
        let hash = hash == 0 ? 1 : hash
        return (0..<Self.probes).allSatisfy { probe in
            let bit = Self.bit(hash, probe, of: bytes.count)
            return bytes[bit >> 3] & (1 << UInt8(bit & 7)) != 0
        }
    }

    /// Two halves of one hash stand for any number of them (Kirsch and Mitzenmacher 2006).
    private static func bit(_ hash: UInt64, _ probe: UInt64, of bytes: Int) -> Int {
        let step = (hash >> 32) | (hash << 32) | 1
        return Int((hash &+ probe &* step).multipliedFullWidth(by: UInt64(bytes * 8)).high)
    }
}
