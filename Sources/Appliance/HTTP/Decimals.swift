/// Fixed-point text of small numbers, without the weight of a formatter.
enum Decimals {
    /// A number that is not negative, rounded to `places` decimals: `0.004217`.
    static func fixed(_ value: Double, places: Int) -> String {
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let scaled = (value.magnitude * scale).rounded()
        guard scaled.isFinite, scaled < 9e15 else { return value.description }
        var digits = String(Int64(scaled))
        guard places > 0 else { return digits }
        if digits.utf8.count <= places {
            digits = String(repeating: "0", count: places + 1 - digits.utf8.count) + digits
        }
        digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -places))
        return digits
    }
}
