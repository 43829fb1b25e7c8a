/// A second of the Gregorian calendar in UTC, as headers and signatures spell it.
///
/// Days and dates are converted as in Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms", 2013.
struct CalendarTime: Sendable, Hashable {
    let secondsSince1970: Int

    init(secondsSince1970: Int) {
        self.secondsSince1970 = secondsSince1970
    }

    /// The time that a `Date` header tells in the preferred form of RFC 9110, section 5.6.7; nil for any other text.
    init?(httpDate text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0].count == 4, parts[5] == "GMT", let day = Self.number(parts[1], digits: 2),
            let month = Self.months.firstIndex(where: { $0 == parts[2] }), let year = Self.number(parts[3], digits: 4),
            year >= 1970, (1...31).contains(day)
        else { return nil }
        let clock = parts[4].split(separator: ":", omittingEmptySubsequences: false)
        guard clock.count == 3, let hour = Self.number(clock[0], digits: 2), hour < 24,
            let minute = Self.number(clock[1], digits: 2), minute < 60,
            let second = Self.number(clock[2], digits: 2), second <= 60
        else { return nil }
        let days = Self.days(year: year, month: month + 1, day: day)
        self.init(secondsSince1970: days * 86_400 + hour * 3_600 + minute * 60 + second)
    }

    /// For example `20130524T000000Z`.
    var basicForm: String {
        let (date, second) = parts
        return "\(pad(date.year, 4))\(pad(date.month, 2))\(pad(date.day, 2))"
            + "T\(pad(second / 3_600, 2))\(pad(second / 60 % 60, 2))\(pad(second % 60, 2))Z"
    }

    /// For example `20130524`.
    var basicDate: String { String(basicForm.prefix(8)) }

    /// For example `Fri, 24 May 2013 00:00:00 GMT`.
    var httpDate: String {
        let (date, second) = parts
        let weekday = Self.weekdays[Self.floored(secondsSince1970, 86_400).remainder(adding: 4)]
        return "\(weekday), \(pad(date.day, 2)) \(Self.months[date.month - 1]) \(pad(date.year, 4)) "
            + "\(pad(second / 3_600, 2)):\(pad(second / 60 % 60, 2)):\(pad(second % 60, 2)) GMT"
    }

    // MARK: - Days

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]

    private var parts: (date: (year: Int, month: Int, day: Int), secondOfDay: Int) {
        let days = Self.floored(secondsSince1970, 86_400)
        return (Self.date(ofDay: days), secondsSince1970 - days * 86_400)
    }

    private static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = floored(shifted, 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func date(ofDay days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = floored(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        )
    }

    private static func floored(_ value: Int, _ divisor: Int) -> Int {
        value >= 0 ? value / divisor : -((divisor - 1 - value) / divisor)
    }

    private static func number(_ text: Substring, digits: Int) -> Int? {
        guard text.utf8.count == digits, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text)
    }

    private func pad(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(width - digits.count, 0)) + digits
    }
}

extension Int {
    /// The day of the week of a day since 1970, which began at the fourth.
    fileprivate func remainder(adding offset: Int) -> Int {
        let rest = (self + offset) % 7
        return rest < 0 ? rest + 7 : rest
    }
}
