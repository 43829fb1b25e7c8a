/// Text and numbers as both exposition formats write them.
enum ExpositionText {
    /// Appends text with backslash and line feed escaped, and the double quote where `quotes` says so.
    static func appendEscaped(_ value: String, quotes: Bool, to text: inout String) {
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\"" where quotes: text += "\\\""
            default: text.unicodeScalars.append(scalar)
            }
        }
    }

    /// The text itself, or as many whole characters of it as fit into `Limits.labelValueBytes`.
    static func cut(_ value: String) -> String {
        guard value.utf8.count > Limits.labelValueBytes else { return value }
        var end = value.utf8.index(value.utf8.startIndex, offsetBy: Limits.labelValueBytes)
        // An index inside a character's bytes has no place among the scalars: step back to one that has.
        while end.samePosition(in: value.unicodeScalars) == nil { end = value.utf8.index(before: end) }
        return String(value[..<end])
    }

    /// The shortest text that reads back as the same number; whole numbers without a fraction.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if let whole = Int64(exactly: value), whole.magnitude < 1 << 53 { return String(whole) }
        return value.description
    }

    /// Milliseconds since 1970 as seconds with three decimals.
    static func seconds(_ milliseconds: Int64) -> String {
        let (whole, rest) = milliseconds.magnitude.quotientAndRemainder(dividingBy: 1_000)
        return (milliseconds < 0 ? "-" : "") + "\(whole)." + String(String(rest + 1_000).dropFirst())
    }

    /// A bucket's bound, always with a fraction or an exponent, as the formats' canonical numbers have it.
    ///
    /// From a million on, the clients of the field write `1e+06`; a bound written otherwise would be another series.
    static func bound(_ value: Double) -> String {
        let plain = value.description
        guard value >= 1e6, !plain.contains("e"), plain.hasSuffix(".0") else { return plain }
        let digits = plain.dropLast(2)
        let exponent = digits.count - 1
        var fraction = digits.dropFirst()
        while fraction.last == "0" { fraction.removeLast() }
        let mantissa = fraction.isEmpty ? "\(digits.prefix(1))" : "\(digits.prefix(1)).\(fraction)"
        return "\(mantissa)e+\(exponent < 10 ? "0" : "")\(exponent)"
    }
}
