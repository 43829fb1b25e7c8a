/// A number written in decimals, taken apart without rounding.
///
/// The grammar is JSON's with a few liberties of CSV files: a leading `+`, leading zeros, and digits on one side of the
/// point only. Neither `nan` nor `inf` nor hexadecimal is a number.
///
/// Inlined where it is used: through memory, a number costs half as much again.
struct DecimalText {
    private(set) var isNegative = false
    /// The first significant digits, as many as 64 bits hold; leading zeros are not significant.
    private(set) var mantissa: UInt64 = 0
    private(set) var mantissaDigits = 0
    /// The number is mantissa × 10 to this power, but for digits that did not fit the mantissa.
    private(set) var exponent = 0

    /// Takes the whole of the bytes for a number, or is nothing when they are not one or too many.
    @inline(__always)
    init?(_ bytes: Span<UInt8>) {
        guard bytes.count <= AirQualityLimits.decimalTextBytes else { return nil }
        var position = 0
        if !bytes.isEmpty, bytes[0] == UInt8(ascii: "-") || bytes[0] == UInt8(ascii: "+") {
            isNegative = bytes[0] == UInt8(ascii: "-")
            position = 1
        }
        let whole = readDigits(bytes, &position, afterPoint: false)
        var fraction = 0
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            fraction = readDigits(bytes, &position, afterPoint: true)
        }
        guard whole + fraction > 0 else { return nil }
        guard position == bytes.count || readExponent(bytes, &position) else { return nil }
    }

    @inline(__always)
    private mutating func readDigits(_ bytes: Span<UInt8>, _ position: inout Int, afterPoint: Bool) -> Int {
        let start = position
        while position < bytes.count {
            let digit = bytes[position] &- UInt8(ascii: "0")
            guard digit <= 9 else { break }
            position += 1
            if mantissaDigits < Self.mostDigits {
                mantissa = mantissa &* 10 &+ UInt64(digit)
                if mantissa != 0 { mantissaDigits += 1 }
                if afterPoint { exponent -= 1 }
            } else if !afterPoint {
                exponent += 1
            }
        }
        return position - start
    }

    private mutating func readExponent(_ bytes: Span<UInt8>, _ position: inout Int) -> Bool {
        guard bytes[position] | 0x20 == UInt8(ascii: "e") else { return false }
        position += 1
        var sign = 1
        if position < bytes.count, bytes[position] == UInt8(ascii: "-") || bytes[position] == UInt8(ascii: "+") {
            sign = bytes[position] == UInt8(ascii: "-") ? -1 : 1
            position += 1
        }
        guard position < bytes.count else { return false }
        var power = 0
        while position < bytes.count {
            let digit = bytes[position] &- UInt8(ascii: "0")
            guard digit <= 9 else { return false }
            power = min(power * 10 + Int(digit), Self.largestExponent)
            position += 1
        }
        exponent += sign * power
        return true
    }

    /// Decimal digits that always fit 64 bits.
    private static let mostDigits = 19
    /// Beyond the range of any number that is used, and far from the range of Int.
    private static let largestExponent = 100_000
}

extension DecimalText {
    /// The magnitude in units of 10 to the power of minus `decimals`, truncated; nothing above `limit`.
    func truncatedMagnitude(decimals: Int, atMost limit: Int) -> Int? {
        let digits = mantissaDigits + exponent + decimals
        guard mantissaDigits > 0, digits > 0 else { return 0 }
        // More digits than the limit has: above it, and perhaps above what an integer holds.
        guard digits < Self.mostDigits else { return nil }
        let shift = Self.powersOfTen[abs(digits - mantissaDigits)]
        let units = digits < mantissaDigits ? mantissa / shift : mantissa * shift
        return units <= UInt64(limit) ? Int(units) : nil
    }

    /// The nearest binary number where one rounding gives it: mantissa and power of ten are both exact in binary.
    @inline(__always)
    var exactDouble: Double? {
        guard mantissaDigits > 0 else { return isNegative ? -0.0 : 0 }
        // A mantissa that lacks digits has 19 of them and is far above.
        guard mantissa <= 1 << 53, abs(exponent) <= Self.exactPowersOfTen.count - 1 else { return nil }
        let power = Self.exactPowersOfTen[abs(exponent)]
        let magnitude = exponent < 0 ? Double(mantissa) / power : Double(mantissa) * power
        return isNegative ? -magnitude : magnitude
    }

    private static let powersOfTen: [UInt64] = [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000,
        100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000,
        10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
    ]

    /// Those powers of ten that a Double holds exactly.
    private static let exactPowersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]
}

/// Text of a file as an error message may repeat it: in quotes, short, and without control characters.
func quoted(_ text: some StringProtocol) -> String {
    let shown = text.unicodeScalars.prefix(AirQualityLimits.quotedTextBytes / 4).map { scalar in
        scalar.value < 0x20 || scalar.value == 0x7F ? "?" : String(Character(scalar))
    }.joined()
    return shown.unicodeScalars.count < text.unicodeScalars.count ? "\"\(shown)…\"" : "\"\(shown)\""
}
