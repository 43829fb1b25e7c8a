/// Durations and sizes as LogQL, Go and go-humanize write them.
public enum Units {
    /// A duration in nanoseconds: Prometheus's units (`1w2d`) or Go's with fractions and a sign (`-1.5h`, `20µs`).
    ///
    /// Nil where the text is none, or where it does not fit.
    public static func duration(_ text: some StringProtocol) -> Int64? {
        var rest = Substring(text).utf8
        let sign = rest.first
        if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest.removeFirst() }
        if rest.elementsEqual("0".utf8) { return 0 }
        guard !rest.isEmpty else { return nil }
        var total: Int64 = 0
        while !rest.isEmpty {
            guard let (part, length) = part(rest) else { return nil }
            let (sum, overflow) = total.addingReportingOverflow(part)
            guard !overflow else { return nil }
            total = sum
            rest = rest.dropFirst(length)
        }
        return sign == UInt8(ascii: "-") ? -total : total
    }

    /// One number with its unit at the beginning of a text, in nanoseconds, and its length in bytes.
    private static func part(_ text: Substring.UTF8View) -> (nanoseconds: Int64, length: Int)? {
        var end = text.startIndex
        var whole: Int64? = 0
        while end < text.endIndex, text[end].isDigit || text[end] == UInt8(ascii: ".") {
            // A point, or too many digits, leave the whole numbers.
            let next = whole?.multipliedReportingOverflow(by: 10)
            let digit = Int64(text[end] &- UInt8(ascii: "0"))
            let sum =
                next?.overflow == false && text[end].isDigit ? next?.partialValue.addingReportingOverflow(digit) : nil
            whole = sum?.overflow == false ? sum?.partialValue : nil
            end = text.index(after: end)
        }
        guard end > text.startIndex else { return nil }
        let unit = text[end...].prefix { !$0.isDigit && $0 != UInt8(ascii: ".") }
        guard let scale = scale(unit) else { return nil }
        let length = text.distance(from: text.startIndex, to: unit.endIndex)
        if let whole {
            let (product, overflow) = whole.multipliedReportingOverflow(by: scale)
            return overflow ? nil : (product, length)
        }
        let number = String(Substring(text[..<end]))
        guard let value = Double(number.hasPrefix(".") ? "0" + number : number),
            let part = Int64(exactly: (value * Double(scale)).rounded(.towardZero))
        else { return nil }
        return (part, length)
    }

    /// Nanoseconds of a unit; nil where it is none.
    private static func scale(_ unit: Substring.UTF8View) -> Int64? {
        guard let first = unit.first else { return nil }
        guard unit.count > 1 else {
            switch first {
            case UInt8(ascii: "s"): return 1_000_000_000
            case UInt8(ascii: "m"): return 60_000_000_000
            case UInt8(ascii: "h"): return 3_600_000_000_000
            case UInt8(ascii: "d"): return 86_400_000_000_000
            case UInt8(ascii: "w"): return 604_800_000_000_000
            case UInt8(ascii: "y"): return 31_536_000_000_000_000
            default: return nil
            }
        }
        guard unit.last == UInt8(ascii: "s") else { return nil }
        if unit.count == 2 {
            switch first {
            case UInt8(ascii: "m"): return 1_000_000
            case UInt8(ascii: "u"): return 1_000
            case UInt8(ascii: "n"): return 1
            default: return nil
            }
        }
        // The micro sign and the Greek letter, which look the same.
        return unit.elementsEqual("µs".utf8) || unit.elementsEqual("μs".utf8) ? 1_000 : nil
    }

    /// A number of bytes: `5KB`, `1.5 MiB`, `42` (go-humanize); nil where the text is none.
    public static func bytes(_ text: some StringProtocol) -> UInt64? {
        let bytes = Array(text.utf8)
        let digits = bytes.prefix { $0.isDigit || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") }
        let number = String(decoding: digits.filter { $0 != UInt8(ascii: ",") }, as: UTF8.self)
        guard let value = Double(number.hasPrefix(".") ? "0" + number : number) else { return nil }
        let unit = String(decoding: bytes.dropFirst(digits.count), as: UTF8.self).lowercased()
        guard let scale = sizes[unit.trimmingSpaces] else { return nil }
        let size = value * Double(scale)
        return size < 0x1p64 ? UInt64(size) : nil
    }

    /// A duration as Prometheus prints it: `1w2d3h4m5s6ms`.
    static func describe(duration: Int64) -> String {
        guard duration != 0 else { return "0s" }
        var rest = duration.magnitude
        var text = duration < 0 ? "-" : ""
        for (unit, scale) in [("h", 3_600_000_000_000 as UInt64), ("m", 60_000_000_000), ("s", 1_000_000_000)] {
            let (count, left) = rest.quotientAndRemainder(dividingBy: scale)
            if count > 0 { text += "\(count)\(unit)" }
            rest = left
        }
        for (unit, scale) in [("ms", 1_000_000 as UInt64), ("µs", 1_000), ("ns", 1)] {
            let (count, left) = rest.quotientAndRemainder(dividingBy: scale)
            if count > 0 { text += "\(count)\(unit)" }
            rest = left
        }
        return text
    }

    private static let sizes: [String: UInt64] = [
        "": 1, "b": 1, "kb": 1_000, "k": 1_000, "mb": 1_000_000, "m": 1_000_000, "gb": 1_000_000_000,
        "g": 1_000_000_000, "tb": 1_000_000_000_000, "t": 1_000_000_000_000, "pb": 1_000_000_000_000_000,
        "p": 1_000_000_000_000_000, "eb": 1_000_000_000_000_000_000, "e": 1_000_000_000_000_000_000, "kib": 1 << 10,
        "ki": 1 << 10, "mib": 1 << 20, "mi": 1 << 20, "gib": 1 << 30, "gi": 1 << 30, "tib": 1 << 40, "ti": 1 << 40,
        "pib": 1 << 50, "pi": 1 << 50, "eib": 1 << 60, "ei": 1 << 60,
    ]
}

extension StringProtocol {
    /// Without white space at both ends.
    var trimmingSpaces: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }),
            let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
