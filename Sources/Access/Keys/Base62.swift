/// Digits, capital and small letters as the digits 0 to 61, most significant first.
enum Base62 {
    static let radix: UInt32 = 62

    /// The character of a digit below 62.
    static func character(_ digit: UInt32) -> UInt8 {
        switch digit {
        case 0..<10: UInt8(ascii: "0") + UInt8(digit)
        case 10..<36: UInt8(ascii: "A") + UInt8(digit - 10)
        default: UInt8(ascii: "a") + UInt8(digit - 36)
        }
    }

    /// Whether the character is a digit.
    static func isDigit(_ character: UInt8) -> Bool {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }

    /// The number in six digits, which is room for more than 32 bits.
    static func sixDigits(of number: UInt32) -> [UInt8] {
        var digits = [UInt8](repeating: 0, count: 6)
        var rest = number
        for place in digits.indices.reversed() {
            digits[place] = character(rest % radix)
            rest /= radix
        }
        return digits
    }
}
