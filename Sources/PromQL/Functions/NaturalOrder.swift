/// The order that people expect of names with numbers in them: `a2` before `a10`.
enum NaturalOrder {
    static func precedes(_ left: String, _ right: String) -> Bool {
        let (one, other) = (chunks(left), chunks(right))
        for (a, b) in zip(one, other) where a != b {
            if let first = a.first, let second = b.first, LabelText.isDigit(first), LabelText.isDigit(second) {
                let (x, y) = (a.drop { $0 == UInt8(ascii: "0") }, b.drop { $0 == UInt8(ascii: "0") })
                if x.count != y.count { return x.count < y.count }
                if !x.elementsEqual(y) { return x.lexicographicallyPrecedes(y) }
                return a.count < b.count
            }
            return a.lexicographicallyPrecedes(b)
        }
        return one.count < other.count
    }

    /// Runs of digits and runs of anything else.
    private static func chunks(_ text: String) -> [[UInt8]] {
        var result: [[UInt8]] = []
        for byte in text.utf8 {
            if let last = result.last?.last, LabelText.isDigit(last) == LabelText.isDigit(byte) {
                result[result.count - 1].append(byte)
            } else {
                result.append([byte])
            }
        }
        return result
    }
}
