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
    /// Where the number stands, sign included.
    public private(set) var range: Range<Int>

    /// Reads the longest number that starts at `index`, and moves `index` behind it; `nil` if none starts there.
    public init?(scanning bytes: [UInt8], from index: inout Int, grammar: Grammar = .lenient) {
        self.init(scanning: bytes.span, from: &index, grammar: grammar)
    }

    /// As the public one; inlined, because the readers of long arrays spend their time here.
    @inline(__always)
    init?(scanning text: Span<UInt8>, from index: inout Int, grammar: Grammar) {
        let start = index
        var position = start
        if position < text.count, text[position] == UInt8(ascii: "-") {
            isNegative = true
            position += 1
        } else if grammar == .lenient, position < text.count, text[position] == UInt8(ascii: "+") {
            position += 1
        }
        range = start..<position

        let whole = position
        accumulateDigits(text, &position)
        let wholeCount = position - whole
        // A leading zero ends the whole part: what follows it then is refused by the caller as out of place.
        if grammar == .json, wholeCount == 0 || (wholeCount > 1 && text[whole] == UInt8(ascii: "0")) { return nil }
        var fractionCount = 0
        if position < text.count, text[position] == UInt8(ascii: ".") {
            position += 1
            let point = position
            accumulateDigits(text, &position)
            fractionCount = position - point
            if fractionCount == 0, grammar == .json || wholeCount == 0 { return nil }
        } else if wholeCount == 0 {
            return nil
        }
        exponent = -fractionCount
        // 10^19 - 1 is the longest row of nines that 64 bits hold.
        if wholeCount + fractionCount > 19 { takeLeadingDigits(text, whole..<position) }

        if position < text.count, text[position] | 0x20 == UInt8(ascii: "e") {
            guard let written = Self.scanExponent(text, &position) else { return nil }
            exponent += written
        }
        range = start..<position
        index = position
    }

    /// Takes every digit into the significand, which wraps where there are too many.
    @inline(__always)
    private mutating func accumulateDigits(_ text: Span<UInt8>, _ position: inout Int) {
        while position < text.count {
            let digit = text[position] &- UInt8(ascii: "0")
            guard digit < 10 else { return }
            significand = significand &* 10 &+ UInt64(digit)
            position += 1
        }
    }

    /// Reads digits with at most one point among them anew, keeping the first 19 significant ones.
    private mutating func takeLeadingDigits(_ text: Span<UInt8>, _ range: Range<Int>) {
        significand = 0
        exponent = 0
        var kept = 0
        var isFraction = false
        for position in range {
            let digit = text[position] &- UInt8(ascii: "0")
            if digit >= 10 {
                isFraction = true
            } else if kept < 19 {
                significand = significand * 10 + UInt64(digit)
                if significand != 0 { kept += 1 }
                if isFraction { exponent -= 1 }
            } else {
                if !isFraction { exponent += 1 }
                if digit != 0 { isTruncated = true }
            }
        }
    }

    /// Reads `e`, a sign and digits; saturates far beyond what any number of digits could make up for.
    private static func scanExponent(_ text: Span<UInt8>, _ position: inout Int) -> Int? {
        var index = position + 1
        var isNegative = false
        if index < text.count, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") {
            isNegative = text[index] == UInt8(ascii: "-")
            index += 1
        }
        let first = index
        var value = 0
        while index < text.count {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            if value < JSONLimits.maxExponentMagnitude { value = value * 10 + Int(digit) }
            index += 1
        }
        guard index > first else { return nil }
        position = index
        return isNegative ? -value : value
    }
}
