/// A decimal number as text spells it: `±significand × 10^exponent`, before it is rounded to a binary format.
///
/// The conversions round once, to nearest with ties to even, whatever the spelling: the answer is the one that
/// `Double(String)` and `Float(String)` give.
public struct DecimalNumber: Sendable {
    /// Which spellings are read.
    public enum Grammar: Sendable {
        /// RFC 8259: no plus sign, no leading zeros, digits on both sides of a point.
        case json
        /// Also `+1`, `007`, `.5` and `5.`, as spreadsheets and other programs write them.
        case lenient
    }

    /// The first 19 significant digits.
    var significand: UInt64 = 0
    /// The power of ten of the significand's last digit.
    var exponent = 0
    var isNegative = false
    /// Whether digits other than the ones in `significand` are not all zero, or may not be.
    var isTruncated = false
    /// Whether there is neither a point nor an exponent.
    var isPlainInteger = true
    /// Where the number stands, sign included.
    public private(set) var range: Range<Int>

    /// Reads the longest number that starts at `index`, and moves `index` behind it; `nil` if none starts there.
    public init?(scanning bytes: [UInt8], from index: inout Int, grammar: Grammar = .lenient) {
        let start = index
        range = start..<start
        var position = start
        if position < bytes.count, bytes[position] == UInt8(ascii: "-") {
            isNegative = true
            position += 1
        } else if grammar == .lenient, position < bytes.count, bytes[position] == UInt8(ascii: "+") {
            position += 1
        }

        let whole = position
        var digits = 0
        scanDigits(bytes, &position, &digits)
        let wholeCount = position - whole
        // A leading zero ends the whole part: what follows it then is refused by the caller as out of place.
        if grammar == .json, wholeCount == 0 || (wholeCount > 1 && bytes[whole] == UInt8(ascii: "0")) { return nil }
        if digits > 19 { exponent += digits - 19 }

        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            let point = position + 1
            position = point
            let before = min(digits, 19)
            let leading = significand == 0
            scanDigits(bytes, &position, &digits)
            let fractionCount = position - point
            if fractionCount == 0, grammar == .json || wholeCount == 0 { return nil }
            // Zeros behind the point and before the first significant digit count too.
            exponent -= leading ? fractionCount - max(0, digits - 19) : min(digits, 19) - before
            isPlainInteger = false
        } else if wholeCount == 0 {
            return nil
        }

        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            guard let written = Self.scanExponent(bytes, &position) else { return nil }
            exponent += written
            isPlainInteger = false
        }
        range = start..<position
        index = position
    }

    /// Takes digits into the significand while there is room; `digits` counts the significant ones.
    @inline(__always)
    private mutating func scanDigits(_ bytes: [UInt8], _ position: inout Int, _ digits: inout Int) {
        while position < bytes.count {
            let digit = bytes[position] &- UInt8(ascii: "0")
            guard digit < 10 else { return }
            if digits < 19 {
                significand = significand &* 10 &+ UInt64(digit)
                if significand != 0 { digits += 1 }
            } else {
                digits += 1
                if digit != 0 { isTruncated = true }
            }
            position += 1
        }
    }

    /// Reads `e`, a sign and digits; saturates far beyond what any number of digits could make up for.
    private static func scanExponent(_ bytes: [UInt8], _ position: inout Int) -> Int? {
        var index = position + 1
        var isNegative = false
        if index < bytes.count, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
            isNegative = bytes[index] == UInt8(ascii: "-")
            index += 1
        }
        let first = index
        var value = 0
        while index < bytes.count {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            if value < JSONLimits.maxExponentMagnitude { value = value * 10 + Int(digit) }
            index += 1
        }
        guard index > first else { return nil }
        position = index
        return isNegative ? -value : value
    }
}
