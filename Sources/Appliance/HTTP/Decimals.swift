/// Fixed-point text of small numbers, without the weight of a formatter.
enum Decimals {
    /// A number that is not negative, rounded to `places` decimals, at most 15: `0.004217`.
    static func fixed(_ value: Double, places: Int) -> String {
        guard (0...15).contains(places) else { return value.description }
        var scale: UInt64 = 1
        for _ in 0..<places { scale *= 10 }
        let scaled = (value.magnitude * Double(scale)).rounded()
        guard scaled < 9e15 else { return value.description }
        let (whole, fraction) = UInt64(scaled).quotientAndRemainder(dividingBy: scale)
        var text: [UInt8] = []
        text.append(decimal: whole)
        if places > 0 {
            text.append(UInt8(ascii: "."))
            text.append(decimal: fraction, digits: places)
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension [UInt8] {
    /// Appends a number in decimal, with zeros in front of it up to `digits` digits, at most 20.
    mutating func append(decimal number: UInt64, digits: Int = 1) {
        var reversed = InlineArray<20, UInt8>(repeating: UInt8(ascii: "0"))
        var count = 0
        var rest = number
        repeat {
            reversed[count] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
            count += 1
        } while rest > 0
        for place in (0..<Swift.max(count, Swift.min(digits, reversed.count))).reversed() { append(reversed[place]) }
    }
}
