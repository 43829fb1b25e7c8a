import Storage

/// The moment that somebody wants back: a time, or an age such as `-15m`.
enum RestoreMoment {
    /// Milliseconds since 1970; nil for what is neither an RFC 3339 time nor an age.
    static func milliseconds(_ text: String, now: Int64) -> Int64? {
        if let time = Timestamp(rfc3339: text) { return time.millisecondsSince1970 }
        guard text.hasPrefix("-"), let unit = text.last.flatMap({ units[$0] }) else { return nil }
        let digits = text.dropFirst().dropLast()
        guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }), let count = Int64(digits) else {
            return nil
        }
        let (age, isTooLarge) = count.multipliedReportingOverflow(by: unit)
        return isTooLarge || age > now ? nil : now - age
    }

    /// An age in the unit that fits it.
    static func age(_ milliseconds: Int64) -> String {
        switch max(milliseconds, 0) {
        case ..<10_000: "\(decimal(Double(max(milliseconds, 0)) / 1_000, 1)) s"
        case ..<120_000: "\(milliseconds / 1_000) s"
        case ..<7_200_000: "\(milliseconds / 60_000) min"
        case ..<172_800_000: "\(milliseconds / 3_600_000) h"
        default: "\(milliseconds / 86_400_000) days"
        }
    }

    /// A number with so many digits behind the point.
    static func decimal(_ value: Double, _ digits: Int) -> String {
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let scaled = Int((value * scale).rounded())
        guard digits > 0 else { return String(scaled) }
        let fraction = String(scaled % Int(scale))
        return "\(scaled / Int(scale))." + String(repeating: "0", count: digits - fraction.count) + fraction
    }

    private static let units: [Character: Int64] = ["s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
}
