/// Text of RFC 3339, by hand: Foundation's formatters are an order of magnitude slower and bring ICU along.
extension Timestamp: CustomStringConvertible {
    /// RFC 3339 in UTC with three decimals, for example `2024-02-29T23:59:59.123Z`.
    public var rfc3339: String {
        let (days, milliseconds) = millisecondsSince1970.flooredDivision(by: Self.millisecondsPerDay)
        let date = CivilDate(daysSince1970: days)
        let year = UInt32(truncatingIfNeeded: date.year)
        let month = UInt32(truncatingIfNeeded: date.month)
        let day = UInt32(truncatingIfNeeded: date.day)
        let time = UInt32(truncatingIfNeeded: milliseconds)
        let (hour, minute, second) = (time / 3_600_000, time / 60_000 % 60, time / 1_000 % 60)
        let fraction = time % 1_000
        // One literal and divisors that the compiler knows: every answer and log line has such a text.
        let text: [UInt8] = [
            digit(year / 1_000), digit(year / 100), digit(year / 10), digit(year), UInt8(ascii: "-"),
            digit(month / 10), digit(month), UInt8(ascii: "-"), digit(day / 10), digit(day), UInt8(ascii: "T"),
            digit(hour / 10), digit(hour), UInt8(ascii: ":"), digit(minute / 10), digit(minute), UInt8(ascii: ":"),
            digit(second / 10), digit(second), UInt8(ascii: "."),
            digit(fraction / 100), digit(fraction / 10), digit(fraction), UInt8(ascii: "Z"),
        ]
        return String(decoding: text, as: UTF8.self)
    }

    /// The same as ``rfc3339``.
    public var description: String { rfc3339 }

    /// The moment that a text of RFC 3339 names; nil when it names none.
    ///
    /// It takes every form of the standard: any offset, `t`, `z` or a space as separators, any number of decimals (those
    /// behind the milliseconds are cut off). It refuses days that do not exist, and leap seconds, which this count of
    /// milliseconds cannot express.
    public init?(rfc3339 text: String) {
        var rest = Scanner(text)
        guard let year = rest.digits(4), rest.take("-"), let month = rest.digits(2), rest.take("-"),
            let day = rest.digits(2), rest.take("Tt "), let hour = rest.digits(2), rest.take(":"),
            let minute = rest.digits(2), rest.take(":"), let second = rest.digits(2)
        else { return nil }
        guard hour < 24, minute < 60, second < 60, let date = CivilDate(year: year, month: month, day: day) else {
            return nil
        }
        guard let fraction = rest.milliseconds(), let offsetMinutes = rest.offsetMinutes(), rest.isAtEnd else {
            return nil
        }
        let seconds = date.daysSince1970 * 86_400 + hour * 3_600 + minute * 60 + second - offsetMinutes * 60
        let milliseconds = seconds * 1_000 + fraction
        guard (Self.earliest.millisecondsSince1970...Self.latest.millisecondsSince1970).contains(milliseconds) else {
            return nil
        }
        self.init(millisecondsSince1970: milliseconds)
    }

    private static var millisecondsPerDay: Int64 { 86_400_000 }
}

/// Takes the parts of a text of RFC 3339 off its front.
private struct Scanner {
    private var bytes: Substring.UTF8View

    init(_ text: String) {
        bytes = text[...].utf8
    }

    var isAtEnd: Bool { bytes.isEmpty }

    /// Takes one byte if it is one of `accepted`.
    mutating func take(_ accepted: String) -> Bool {
        guard let first = bytes.first, accepted.utf8.contains(first) else { return false }
        bytes.removeFirst()
        return true
    }

    /// Exactly `count` decimal digits.
    mutating func digits(_ count: Int) -> Int64? {
        let found = bytes.prefix(count)
        guard found.count == count, found.allSatisfy(\.isDecimalDigit) else { return nil }
        bytes = bytes.dropFirst(count)
        return found.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
    }

    /// The decimals of a second, if there are any, as whole milliseconds.
    mutating func milliseconds() -> Int64? {
        guard take(".") else { return 0 }
        let found = bytes.prefix(while: \.isDecimalDigit)
        guard !found.isEmpty else { return nil }
        bytes = bytes.dropFirst(found.count)
        let kept = found.prefix(3).reduce(Int64(0)) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
        return [100, 10, 1][min(found.count, 3) - 1] * kept
    }

    /// `Z`, or hours and minutes east of Greenwich.
    mutating func offsetMinutes() -> Int64? {
        if take("Zz") { return 0 }
        let isWest = bytes.first == UInt8(ascii: "-")
        guard take("+-"), let hours = digits(2), take(":"), let minutes = digits(2), hours < 24, minutes < 60 else {
            return nil
        }
        return (isWest ? -1 : 1) * (hours * 60 + minutes)
    }
}

extension UInt8 {
    fileprivate var isDecimalDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}

/// The last decimal digit of a number.
private func digit(_ number: UInt32) -> UInt8 {
    UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10)
}
