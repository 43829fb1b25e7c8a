/// Durations as Prometheus reads and writes them: `1h30m`, `5m`, `250ms`.
public enum DurationText {
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("y", 31_536_000_000), ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000),
        ("ms", 1),
    ]

    /// Milliseconds of a duration: units from years to milliseconds, largest first, each at most once.
    ///
    /// - Throws: ``DurationError``.
    public static func milliseconds(_ text: some StringProtocol) throws(DurationError) -> Int64 {
        guard !text.isEmpty else { throw .empty }
        if text == "0" { return 0 }
        var rest = text.utf8[...]
        var total: Int64 = 0
        var nextUnit = 0
        while let first = rest.first {
            guard isDigit(first) else { throw .invalid(String(text)) }
            var number: Int64 = 0
            while let digit = rest.first, isDigit(digit) {
                let (product, overflow) = number.multipliedReportingOverflow(by: 10)
                guard !overflow, product <= Int64.max - 9 else { throw .outOfRange }
                number = product + Int64(digit - UInt8(ascii: "0"))
                rest.removeFirst()
            }
            let name = String(decoding: rest.prefix { !isDigit($0) }, as: UTF8.self)
            guard let unit = units.firstIndex(where: { $0.name == name }), unit >= nextUnit else {
                throw .invalid(String(text))
            }
            nextUnit = unit + 1
            rest = rest.dropFirst(name.utf8.count)
            let (product, overflow) = number.multipliedReportingOverflow(by: units[unit].milliseconds)
            let (sum, carry) = total.addingReportingOverflow(product)
            // Prometheus counts nanoseconds in 64 bits: some 292 years.
            guard !overflow, !carry, sum <= Int64.max / 1_000_000 else { throw .outOfRange }
            total = sum
        }
        return total
    }

    /// A duration in the fewest units; years, weeks and days only where nothing smaller remains.
    public static func format(_ milliseconds: Int64) -> String {
        guard milliseconds != 0 else { return "0s" }
        var rest = milliseconds.magnitude
        var text = milliseconds < 0 ? "-" : ""
        for (index, unit) in units.enumerated() {
            let size = UInt64(unit.milliseconds)
            if index < 3 && rest % size != 0 { continue }
            if rest / size > 0 {
                text += "\(rest / size)\(unit.name)"
                rest %= size
            }
        }
        return text
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

/// Why a text is no duration.
public enum DurationError: Error, Equatable, CustomStringConvertible {
    case empty
    case invalid(String)
    case outOfRange

    /// The reason as Prometheus words it.
    public var description: String {
        switch self {
        case .empty: "empty duration string"
        case .invalid(let text): "not a valid duration string: \(GoQuote.quoted(text))"
        case .outOfRange: "duration out of range"
        }
    }
}
