/// Numbers as labels hold them: the fewest digits that read back as the same number, never an exponent, no needless fraction.
///
/// As Go's `strconv.FormatFloat(value, 'f', -1, 64)`, which Prometheus uses for `le` and `quantile`.
enum PlainDecimal {
    static func text(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf" }
        let text = value.description
        let sign = text.hasPrefix("-") ? "-" : ""
        let parts = text.dropFirst(sign.count).split(separator: "e")
        let mantissa = (parts.first ?? "0").split(separator: ".")
        let whole = mantissa.first ?? "0"
        let fraction = mantissa.count > 1 && mantissa[1] != "0" ? mantissa[1] : ""
        let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        return sign + shifted(whole: whole, fraction: fraction, by: exponent)
    }

    /// The digits with the point moved to the right, or to the left where the exponent is negative.
    private static func shifted(whole: Substring, fraction: Substring, by exponent: Int) -> String {
        let digits = String(whole) + fraction
        let point = whole.utf8.count + exponent
        if point <= 0 { return "0." + String(repeating: "0", count: -point) + digits }
        if point >= digits.utf8.count { return digits + String(repeating: "0", count: point - digits.utf8.count) }
        return String(digits.prefix(point)) + "." + digits.dropFirst(point)
    }
}
