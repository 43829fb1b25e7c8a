/// Numbers as PromQL writes them: `0x1F`, `017`, `1_000`, `1e3`, `Inf`, `NaN`.
enum NumberText {
    /// The value; nil where the text is no number, and infinite where it is too large.
    ///
    /// As in Go's `strconv.ParseInt` with base 0, a leading zero means octal where all digits are octal.
    static func value(_ text: String) -> Double? {
        let lower = text.lowercased()
        if let named = named(lower) { return named }
        guard isUnderscoreUseValid(lower) else { return nil }
        let digits = lower.filter { $0 != "_" }
        if digits.hasPrefix("0x") { return Int64(digits.dropFirst(2), radix: 16).map(Double.init) }
        if digits.hasPrefix("0"), digits.count > 1, let octal = Int64(digits.dropFirst(), radix: 8) {
            return Double(octal)
        }
        guard digits.utf8.allSatisfy({ LabelText.isDigit($0) || ".e+-".utf8.contains($0) }) else { return nil }
        // Swift wants a digit before the point.
        let complete = digits.hasPrefix(".") ? "0" + digits : digits
        return Double(complete.hasSuffix(".") ? complete + "0" : complete.replacing(".e", with: ".0e"))
    }

    static func isNamed(_ text: String) -> Bool {
        named(text.lowercased()) != nil
    }

    private static func named(_ lower: String) -> Double? {
        switch lower {
        case "inf", "+inf": .infinity
        case "-inf": -.infinity
        case "nan": .nan
        default: nil
        }
    }

    /// `_` may only stand between digits, or right after `0x`.
    private static func isUnderscoreUseValid(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let underscore = UInt8(ascii: "_")
        for (index, byte) in bytes.enumerated() where byte == underscore {
            guard index > 0, index + 1 < bytes.count else { return false }
            let before = Character(Unicode.Scalar(bytes[index - 1]))
            let after = Character(Unicode.Scalar(bytes[index + 1]))
            guard after.isHexDigit, before.isHexDigit || (index == 2 && before == "x") else { return false }
        }
        return true
    }
}
