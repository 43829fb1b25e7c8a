/// Durations and sizes as LogQL, Go and go-humanize write them.
public enum Units {
    /// A duration in nanoseconds: Prometheus's units (`1w2d`) or Go's with fractions and a sign (`-1.5h`, `20µs`).
    ///
    /// Nil where the text is none, or where it does not fit.
    public static func duration(_ text: some StringProtocol) -> Int64? {
        var bytes = Array(text.utf8)[...]
        var negative = false
        if let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            negative = sign == UInt8(ascii: "-")
            bytes = bytes.dropFirst()
        }
        if bytes.elementsEqual("0".utf8) { return 0 }
        guard !bytes.isEmpty else { return nil }
        var total = 0.0
        var whole: Int64 = 0
        while !bytes.isEmpty {
            let digits = bytes.prefix { $0.isDigit || $0 == UInt8(ascii: ".") }
            bytes = bytes.dropFirst(digits.count)
            let unit = bytes.prefix { !$0.isDigit && $0 != UInt8(ascii: ".") }
            bytes = bytes.dropFirst(unit.count)
            guard let scale = nanoseconds[String(decoding: unit, as: UTF8.self)] else { return nil }
            let number = String(decoding: digits, as: UTF8.self)
            if let exact = Int64(number) {
                let (product, overflow) = exact.multipliedReportingOverflow(by: scale)
                let (sum, again) = whole.addingReportingOverflow(product)
                guard !overflow, !again else { return nil }
                whole = sum
            } else {
                guard let fraction = Double(number.hasPrefix(".") ? "0" + number : number) else { return nil }
                total += fraction * Double(scale)
            }
        }
        guard let fraction = Int64(exactly: total.rounded(.towardZero)) else { return nil }
        let (sum, overflow) = whole.addingReportingOverflow(fraction)
        guard !overflow else { return nil }
        return negative ? -sum : sum
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

    private static let nanoseconds: [String: Int64] = [
        "ns": 1, "us": 1_000, "µs": 1_000, "μs": 1_000, "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000,
        "h": 3_600_000_000_000, "d": 86_400_000_000_000, "w": 604_800_000_000_000, "y": 31_536_000_000_000_000,
    ]

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
