import Storage

/// Times and durations as Loki's clients write them.
///
/// Source: https://grafana.com/docs/loki/latest/reference/loki-http-api/#timestamps.
enum LokiTime {
    private static let second: Int64 = 1_000_000_000

    /// Nanoseconds since 1970 of a text; nil for a text that is no time, and for times out of reach.
    ///
    /// It may be: whole nanoseconds, whole seconds in at most ten digits, seconds with a point and at most
    /// three decimals that count, or RFC 3339 with up to nine decimals.
    static func nanoseconds(_ text: String) -> Int64? {
        if text.contains("."), let seconds = Double(text), seconds.magnitude < 9e9 {
            let whole = seconds.rounded(.towardZero)
            let milliseconds = ((seconds - whole) * 1_000).rounded()
            return Int64(whole) * second + Int64(milliseconds) * 1_000_000
        }
        if let number = Int64(text) {
            guard text.utf8.count <= 10 else { return number }
            let (nanoseconds, isOutOfReach) = number.multipliedReportingOverflow(by: second)
            return isOutOfReach ? nil : nanoseconds
        }
        guard let moment = Timestamp(rfc3339: text) else { return nil }
        // What is later than any line may be is often written as the year 9999.
        let (nanoseconds, isOutOfReach) = moment.nanosecondsSince1970.addingReportingOverflow(finerNanoseconds(text))
        return isOutOfReach ? .max : nanoseconds
    }

    /// The nanoseconds behind the milliseconds of a text of RFC 3339, which a ``Timestamp`` does not hold.
    private static func finerNanoseconds(_ text: String) -> Int64 {
        guard let point = text.firstIndex(of: ".") else { return 0 }
        let decimals = text[text.index(after: point)...].prefix { $0.isASCII && $0.isNumber }.dropFirst(3).prefix(6)
        guard !decimals.isEmpty, let number = Int64(decimals) else { return 0 }
        return (0..<(6 - decimals.count)).reduce(number) { scaled, _ in scaled * 10 }
    }

    private static let units: [(name: String, nanoseconds: Int64)] = [
        ("y", 31_536_000 * second), ("w", 604_800 * second), ("d", 86_400 * second), ("h", 3_600 * second),
        ("m", 60 * second), ("s", second), ("ms", 1_000_000),
    ]

    /// Nanoseconds of a duration: seconds as a number, or Prometheus's units from the largest to the smallest, as in `1h30m`.
    static func duration(_ text: String) -> Int64? {
        if let seconds = Double(text) {
            let nanoseconds = seconds * 1e9
            return nanoseconds.magnitude < 9e18 ? Int64(nanoseconds) : nil
        }
        var rest = text[...]
        var sum: Int64 = 0
        var next = 0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest[digits.endIndex...]
            let name = rest.prefix { !($0.isASCII && $0.isNumber) }
            rest = rest[name.endIndex...]
            guard let number = Int64(digits), let place = units[next...].firstIndex(where: { $0.name == name }) else {
                return nil
            }
            let (part, isTooLong) = number.multipliedReportingOverflow(by: units[place].nanoseconds)
            let (total, isTooMuch) = sum.addingReportingOverflow(part)
            guard !isTooLong, !isTooMuch else { return nil }
            sum = total
            next = place + 1
        }
        return sum
    }

    /// Nanoseconds since 1970 as Loki writes the time of a sample: seconds with as many of three decimals as it needs.
    static func seconds(_ nanoseconds: Int64) -> String {
        let (seconds, rest) = (nanoseconds / 1_000_000).quotientAndRemainder(dividingBy: 1_000)
        guard rest != 0 else { return "\(seconds)" }
        let digits = String(String(1_000 + rest.magnitude).dropFirst())
        let sign = nanoseconds < 0 && seconds == 0 ? "-" : ""
        return "\(sign)\(seconds).\(digits)".trimmingTrailingZeros
    }
}

extension String {
    fileprivate var trimmingTrailingZeros: String {
        var text = self
        while text.hasSuffix("0") { text.removeLast() }
        return text
    }
}
