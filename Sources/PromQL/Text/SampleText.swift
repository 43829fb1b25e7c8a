/// Values of samples as Prometheus prints them.
public enum SampleText {
    /// The shortest decimal digits that read back as the value, never with an exponent: `0.00001`, `+Inf`, `NaN`.
    ///
    /// This is Go's `strconv.FormatFloat(value, 'f', -1, 64)`.
    public static func format(_ value: Double) -> String {
        if let special = special(value) { return special }
        // Nearly all values: Swift prints the same digits, with ".0" behind whole ones. Answers are mostly such texts.
        let text = value.description
        if !text.utf8.contains(UInt8(ascii: "e")) { return text.utf8.hasZeroFraction ? String(text.dropLast(2)) : text }
        return sign(of: value) + DecimalDigits(value).positional
    }

    /// As Go's verb `%g`: an exponent below -4 and from 6 digits on, unless the digits themselves reach that far.
    ///
    /// Annotations print quantiles this way.
    static func general(_ value: Double) -> String {
        if let special = special(value) { return special }
        let decimal = DecimalDigits(value)
        let exponent = decimal.point - 1
        let precision = max(6, decimal.digits.count >= decimal.point ? decimal.digits.count : 6)
        let usesExponent = exponent < -4 || exponent >= (decimal.digits.count > 6 ? precision : 6)
        guard usesExponent && value != 0 else { return sign(of: value) + decimal.positional }
        return sign(of: value) + decimal.scientific
    }

    /// As Go's verb `%v`: an exponent below -4 and from 21 digits on.
    static func plain(_ value: Double) -> String {
        if let special = special(value) { return special }
        let decimal = DecimalDigits(value)
        let exponent = decimal.point - 1
        guard value != 0 && (exponent < -4 || exponent >= 21) else { return sign(of: value) + decimal.positional }
        return sign(of: value) + decimal.scientific
    }

    /// With a fixed number of decimals, rounded to nearest, as Go's verbs `%f` (6) and `%.3f`.
    static func fixed(_ value: Double, decimals: Int) -> String {
        if let special = special(value) { return special }
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = (value.magnitude * scale).rounded(.toNearestOrEven)
        guard scaled < 9e15 else {
            let text = format(value)
            return text.contains(".") ? text : text + "." + String(repeating: "0", count: decimals)
        }
        let digits = String(Int64(scaled))
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        return sign(of: value) + padded.dropLast(decimals) + "." + padded.suffix(decimals)
    }

    private static func special(_ value: Double) -> String? {
        if value.isNaN { return "NaN" }
        return value.isInfinite ? (value < 0 ? "-Inf" : "+Inf") : nil
    }

    private static func sign(of value: Double) -> String {
        value.sign == .minus ? "-" : ""
    }
}

extension String.UTF8View {
    fileprivate var hasZeroFraction: Bool {
        guard count > 2, last == UInt8(ascii: "0") else { return false }
        return self[index(endIndex, offsetBy: -2)] == UInt8(ascii: ".")
    }
}

/// The shortest digits of a finite value and the place of the decimal point: 0.00123 is 123 with the point at -2.
private struct DecimalDigits {
    let digits: String
    /// Digits before the decimal point; not positive for values below 0.1.
    let point: Int

    init(_ value: Double) {
        // Swift prints the shortest digits that read back, as Go does, but with an exponent of its own choosing.
        let text = value.magnitude.description
        let parts = text.split(separator: "e", maxSplits: 1)
        let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let mantissa = parts[0].split(separator: ".", maxSplits: 1)
        let fraction = mantissa.count > 1 ? mantissa[1] : ""
        let all = mantissa[0] + fraction
        let leading = all.prefix { $0 == "0" }.count
        var significant = String(all.dropFirst(leading))
        while significant.hasSuffix("0") { significant.removeLast() }
        digits = significant.isEmpty ? "0" : significant
        point = significant.isEmpty ? 1 : mantissa[0].count - leading + exponent
    }

    var positional: String {
        if point <= 0 { return "0." + String(repeating: "0", count: -point) + digits }
        if digits.count <= point { return digits + String(repeating: "0", count: point - digits.count) }
        return digits.prefix(point) + "." + digits.dropFirst(point)
    }

    var scientific: String {
        let exponent = point - 1
        let rest = digits.dropFirst()
        let size = exponent.magnitude < 10 ? "0\(exponent.magnitude)" : "\(exponent.magnitude)"
        return digits.prefix(1) + (rest.isEmpty ? "" : "." + rest) + "e" + (exponent < 0 ? "-" : "+") + size
    }
}
