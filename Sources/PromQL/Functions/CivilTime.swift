internal import Signals

/// A moment in UTC as calendars count it.
struct CivilTime {
    let year: Int
    let month: Int
    let day: Int
    /// Sunday is 0.
    let weekday: Int
    /// From 1.
    let dayOfYear: Int
    let hour: Int
    let minute: Int

    /// From seconds since 1970; the days by the algorithm of Howard Hinnant's `civil_from_days`.
    ///
    /// Times before the year -292277022399 wrap around to as far in the future, as Go's do: NaN and infinite values
    /// become the smallest integer and so the year 292277026596.
    init(seconds: Int) {
        let wraps = seconds < -9_223_371_966_579_724_800
        let secondOfDay =
            wraps ? Int(UInt(bitPattern: seconds) % 86_400) : ((seconds % 86_400) + 86_400) % 86_400
        let days = wraps ? Int(UInt(bitPattern: seconds) / 86_400) : (seconds - secondOfDay) / 86_400
        hour = secondOfDay / 3_600
        minute = secondOfDay % 3_600 / 60
        weekday = ((days + 4) % 7 + 7) % 7
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayFromMarch = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayFromMarch + 2) / 153
        day = dayFromMarch - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let calendarYear = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        year = calendarYear
        let leap = Self.isLeap(calendarYear) ? 1 : 0
        dayOfYear = month <= 2 ? dayFromMarch - 305 : dayFromMarch + 60 + leap
    }

    var daysInMonth: Int {
        switch month {
        case 2: Self.isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }
}

extension Evaluator {
    /// Evaluates a function of dates; without an argument it looks at the time of evaluation.
    func evaluateCalendarFunction(_ call: Call) throws(QueryError) -> [Track]? {
        guard let part = Self.calendarPart(call.function.name) else { return nil }
        guard let argument = call.arguments.first else {
            let values = (0..<grid.count).map { part(CivilTime(seconds: Int(grid.time($0) / 1000))) }
            return [Track(labels: .empty, values: values.map(Double.init))]
        }
        let tracks = mapValues(try vector(argument)) { value in
            // What fits no integer is Go's smallest one on this processor.
            let seconds = Int(exactly: value.rounded(.towardZero)) ?? Int.min
            return Double(part(CivilTime(seconds: seconds)))
        }
        return try mergedNow(tracks)
    }

    private static func calendarPart(_ name: String) -> ((CivilTime) -> Int)? {
        switch name {
        case "minute": \.minute
        case "hour": \.hour
        case "day_of_week": \.weekday
        case "day_of_month": \.day
        case "day_of_year": \.dayOfYear
        case "days_in_month": \.daysInMonth
        case "month": \.month
        case "year": \.year
        default: nil
        }
    }
}
