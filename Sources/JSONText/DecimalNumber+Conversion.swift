extension DecimalNumber {
    /// The nearest `Double`; infinite where the magnitude is beyond the greatest one.
    ///
    /// `bytes` is the text that the number was scanned from.
    public func doubleValue(in bytes: [UInt8]) -> Double {
        if !isTruncated, significand <= 1 << 53, let exact = Self.exactProduct(significand, exponent) {
            return isNegative ? -exact : exact
        }
        if let pattern = bitPattern(of: .double) {
            return Double(bitPattern: pattern | (isNegative ? 1 << 63 : 0))
        }
        return Double(boundedSpelling(in: bytes)) ?? .nan
    }

    /// The nearest `Float`, rounded once; infinite where the magnitude is beyond the greatest one.
    ///
    /// `bytes` is the text that the number was scanned from.
    public func floatValue(in bytes: [UInt8]) -> Float {
        if !isTruncated, significand <= 1 << 53, let wide = Self.exactProduct(significand, exponent),
            let value = Self.roundedOnce(wide)
        {
            return isNegative ? -value : value
        }
        if let pattern = bitPattern(of: .float) {
            return Float(bitPattern: UInt32(truncatingIfNeeded: pattern) | (isNegative ? 1 << 31 : 0))
        }
        return Float(boundedSpelling(in: bytes)) ?? .nan
    }

    /// The number as an `Int`; `nil` where it has a fraction or does not fit.
    ///
    /// `bytes` is the text that the number was scanned from.
    public func intValue(in bytes: [UInt8]) -> Int? {
        if isTruncated { return nil }
        var magnitude = significand
        if exponent > 0, magnitude != 0 {
            guard exponent < 20 else { return nil }
            for _ in 0..<exponent {
                let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
                if overflow { return nil }
                magnitude = product
            }
        } else if exponent < 0, magnitude != 0 {
            guard exponent > -20 else { return nil }
            for _ in exponent..<0 {
                let (quotient, remainder) = magnitude.quotientAndRemainder(dividingBy: 10)
                if remainder != 0 { return nil }
                magnitude = quotient
            }
        }
        if isNegative { return magnitude <= 1 << 63 ? Int(truncatingIfNeeded: 0 &- magnitude) : nil }
        return Int(exactly: magnitude)
    }

    // MARK: Clinger's fast path

    /// Powers of ten that a `Double` holds exactly.
    private static let exactPowers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]

    /// One multiplication or division of two exact numbers rounds once, which is all that is asked for (Clinger, "How to
    /// read floating point numbers accurately", 1990).
    @inline(__always)
    private static func exactProduct(_ significand: UInt64, _ exponent: Int) -> Double? {
        guard -22...22 ~= exponent else { return nil }
        let value = Double(significand)
        return exponent < 0 ? value / exactPowers[-exponent] : value * exactPowers[exponent]
    }

    /// Rounds a correctly rounded `Double` to `Float` where that gives what rounding the decimal number itself would.
    ///
    /// The two can only differ where the `Double` lies exactly half way between two neighbours, because rounding never
    /// moves a number across such a point. Below the normal range the half-way points lie elsewhere: not answered here.
    @inline(__always)
    private static func roundedOnce(_ wide: Double) -> Float? {
        let isHalfway = wide.bitPattern & 0x1FFF_FFFF == 0x1000_0000
        guard !isHalfway, wide >= Double(Float.leastNormalMagnitude) || wide == 0 else { return nil }
        return Float(wide)
    }

    // MARK: Last resort

    /// The number's digits for the standard library, cut to a length that still decides every rounding.
    private func boundedSpelling(in bytes: [UInt8]) -> String {
        if range.count <= JSONLimits.maxSignificantDigits {
            let spelling = bytes[range]
            return String(
                decoding: spelling.first == UInt8(ascii: "+") ? spelling.dropFirst() : spelling, as: UTF8.self)
        }
        let isDigit = { (byte: UInt8) in UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
        let mantissa = bytes[range].prefix { $0 | 0x20 != UInt8(ascii: "e") }
        let digits = mantissa.lazy.filter(isDigit).drop { $0 == UInt8(ascii: "0") }
        var text = Array(digits.prefix(JSONLimits.maxSignificantDigits))
        // `exponent` belongs to the 19th digit; every further one that is kept moves it down by one.
        let kept = text.count
        if isTruncated { text.append(UInt8(ascii: "1")) }
        let power = exponent - max(0, kept - 19) - (isTruncated ? 1 : 0)
        return (isNegative ? "-" : "") + (text.isEmpty ? "0" : String(decoding: text, as: UTF8.self)) + "e\(power)"
    }
}
