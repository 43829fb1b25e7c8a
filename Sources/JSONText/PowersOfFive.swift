/// The leading 128 bits of `5^n` for every power of ten that a `Double` may need, cut off (`n >= 0`) or of its reciprocal,
/// cut off too, and rounded up where a product with it can be exact (`-27 ... -1`).
enum PowersOfFive {
    struct Entry {
        var high: UInt64
        var low: UInt64
    }

    private static let range = -342...308
    private static let entries: [Entry] = makeReciprocals().reversed() + makePowers()

    /// The entry of a power; `nil` outside the table.
    static subscript(power: Int) -> Entry? {
        range.contains(power) ? entries[power - range.lowerBound] : nil
    }

    /// `5^0 ... 5^308`, by multiplying exactly.
    private static func makePowers() -> [Entry] {
        var words: [UInt64] = [1]
        return (0...range.upperBound).map { power in
            if power > 0 {
                var carry: UInt64 = 0
                for index in words.indices {
                    let (high, low) = words[index].multipliedFullWidth(by: 5)
                    let (sum, overflow) = low.addingReportingOverflow(carry)
                    words[index] = sum
                    carry = high + (overflow ? 1 : 0)
                }
                if carry > 0 { words.append(carry) }
            }
            return leadingBits(words)
        }
    }

    /// `5^-1 ... 5^-342`, by dividing a power of two that leaves more than 128 bits for the last of them.
    private static func makeReciprocals() -> [Entry] {
        var words = [UInt64](repeating: 0, count: 16) + [1]
        return (1 ... -range.lowerBound).map { power in
            var remainder: UInt64 = 0
            for index in words.indices.reversed() {
                (words[index], remainder) = UInt64(5).dividingFullWidth((remainder, words[index]))
            }
            let entry = leadingBits(words)
            guard power <= 27 else { return entry }
            let (low, carry) = entry.low.addingReportingOverflow(1)
            return Entry(high: entry.high + (carry ? 1 : 0), low: low)
        }
    }

    /// The 128 bits that start at the highest one set.
    private static func leadingBits(_ words: [UInt64]) -> Entry {
        let top = words.lastIndex { $0 != 0 } ?? 0
        let word = { (index: Int) in words.indices.contains(index) ? words[index] : 0 }
        let shift = UInt64(word(top).leadingZeroBitCount)
        guard shift > 0 else { return Entry(high: word(top), low: word(top - 1)) }
        return Entry(
            high: word(top) << shift | word(top - 1) >> (64 - shift),
            low: word(top - 1) << shift | word(top - 2) >> (64 - shift))
    }
}
