/// How lines are cut into tokens, and what of a needle may be asked of a filter.
///
/// A token is a run of ASCII letters, digits and bytes from 0x80 on, so words of any script stay whole. ASCII letters
/// count in lower case: one filter then answers needles with and without regard to case.
enum Tokens {
    /// What a byte counts as; 0 ends a token.
    private static let kinds: [UInt8] = (0..<256).map { (index: Int) in
        let byte = UInt8(index)
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): return byte | 0x20
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...: return byte
        default: return 0
        }
    }

    private static let seed: UInt64 = 0xcbf2_9ce4_8422_2325

    /// The hashes of all tokens of a line (FNV-1a, finished as in MurmurHash3 so that all bits are usable).
    static func forEachHash(in line: ArraySlice<UInt8>, _ body: (UInt64) -> Void) {
        let kinds = kinds
        var hash = seed
        var isInside = false
        for byte in line {
            let kind = kinds[Int(byte)]
            if kind != 0 {
                hash = (hash ^ UInt64(kind)) &* 0x0000_0100_0000_01b3
                isInside = true
            } else if isInside {
                body(finished(hash))
                hash = seed
                isInside = false
            }
        }
        if isInside { body(finished(hash)) }
    }

    /// The hashes of the tokens that every line with this needle has.
    ///
    /// Those are the ones strictly inside: a token at an end of the needle may be a part of a longer one in the line.
    static func hashes(insideNeedle needle: [UInt8]) -> [UInt64] {
        let kinds = kinds
        guard let first = needle.firstIndex(where: { kinds[Int($0)] == 0 }),
            let last = needle.lastIndex(where: { kinds[Int($0)] == 0 })
        else { return [] }
        var hashes: [UInt64] = []
        forEachHash(in: needle[first...last]) { hashes.append($0) }
        return hashes
    }

    private static func finished(_ hash: UInt64) -> UInt64 {
        var value = hash
        value = (value ^ (value >> 33)) &* 0xff51_afd7_ed55_8ccd
        value = (value ^ (value >> 33)) &* 0xc4ce_b9fe_1a85_ec53
        return value ^ (value >> 33)
    }
}
