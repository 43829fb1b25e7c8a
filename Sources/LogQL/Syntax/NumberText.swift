/// Numbers as Prometheus and Loki write them.
public enum NumberText {
    /// The shortest text that reads back as the same number: `1`, `0.5`, `1e+21`, `NaN`, `+Inf`.
    public static func string(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf" }
        var text = value.description
        if text.hasSuffix(".0") { text.removeLast(2) }
        guard let e = text.firstIndex(of: "e") else { return text }
        var mantissa = String(text[..<e])
        if mantissa.hasSuffix(".0") { mantissa.removeLast(2) }
        guard let exponent = Int(text[text.index(after: e)...]) else { return text }
        if (0..<21).contains(exponent) { return plain(mantissa, exponent) }
        let digits = exponent.magnitude < 10 ? "0\(exponent.magnitude)" : "\(exponent.magnitude)"
        return "\(mantissa)e\(exponent < 0 ? "-" : "+")\(digits)"
    }

    /// Without an exponent, which Go writes from 1e21 on only.
    private static func plain(_ mantissa: String, _ exponent: Int) -> String {
        let parts = mantissa.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count > 1 ? String(parts[1]) : ""
        let zeros = String(repeating: "0", count: max(0, exponent - fraction.count))
        let digits = fraction + zeros
        let whole = String(parts[0]) + digits.prefix(exponent)
        let rest = digits.dropFirst(exponent)
        return rest.isEmpty ? whole : "\(whole).\(rest)"
    }
}
