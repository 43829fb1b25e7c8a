/// Times in Go's layouts, in UTC.
enum GoTime {
    private struct Fields {
        let year, month, day, weekday, hour, minute, second: Int
        let nanosecond: Int

        /// The civil date of a day number (Hinnant, "chrono-Compatible Low-Level Date Algorithms").
        init(_ nanoseconds: Int64) {
            let seconds = Int(nanoseconds.flooredDivision(by: 1_000_000_000))
            nanosecond = Int(nanoseconds - Int64(seconds) * 1_000_000_000)
            let days = seconds.flooredDivision(by: 86_400)
            let rest = seconds - days * 86_400
            (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60)
            weekday = ((days + 4) % 7 + 7) % 7
            let shifted = days + 719_468
            let era = shifted.flooredDivision(by: 146_097)
            let dayOfEra = shifted - era * 146_097
            let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
            let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
            let shiftedMonth = (5 * dayOfYear + 2) / 153
            day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
            month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
            year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        }
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    private static let days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

    /// What a layout may hold, longer ones first (Go, package time, "Layout").
    private static let elements = [
        "January", "Monday", "-07:00", "Z07:00", "2006", "-0700", "Z0700", "Jan", "Mon", "MST", "01", "02", "03", "04",
        "05", "06", "15", "PM", "pm", "_2", "1", "2", "3", "4", "5",
    ]

    static func format(_ nanoseconds: Int64, _ layout: String) -> String {
        let fields = Fields(nanoseconds)
        var result = ""
        var rest = Substring(layout)
        while let character = rest.first {
            if let (fraction, length) = fraction(rest, fields.nanosecond) {
                result += fraction
                rest = rest.dropFirst(length)
            } else if let element = elements.first(where: { rest.hasPrefix($0) }) {
                result += text(element, fields)
                rest = rest.dropFirst(element.count)
            } else {
                result.append(character)
                rest = rest.dropFirst()
            }
        }
        return result
    }

    /// A duration as Go prints it: `1h2m3.5s`.
    static func describe(duration: Int64) -> String { Units.describe(duration: duration) }

    /// `.000` keeps zeros, `.999` drops them at the end.
    private static func fraction(_ rest: Substring, _ nanosecond: Int) -> (text: String, length: Int)? {
        guard let point = rest.first, point == "." || point == "," else { return nil }
        let behind = rest.dropFirst()
        guard let digit = behind.first, digit == "0" || digit == "9" else { return nil }
        let count = behind.prefix { $0 == digit }.count
        let next = behind.dropFirst(count).first
        guard count <= 9, !(next?.isNumber ?? false) else { return nil }
        var digits = padded(nanosecond, 9).prefix(count)
        if digit == "9" { while digits.last == "0" { digits.removeLast() } }
        return (digits.isEmpty ? "" : "\(point)\(digits)", count + 1)
    }

    private static func text(_ element: String, _ fields: Fields) -> String {
        let twelve = fields.hour % 12 == 0 ? 12 : fields.hour % 12
        switch element {
        case "2006": return padded(fields.year, 4)
        case "06": return padded(fields.year % 100, 2)
        case "January": return months[fields.month - 1]
        case "Jan": return String(months[fields.month - 1].prefix(3))
        case "01": return padded(fields.month, 2)
        case "1": return String(fields.month)
        case "Monday": return days[fields.weekday]
        case "Mon": return String(days[fields.weekday].prefix(3))
        case "02": return padded(fields.day, 2)
        case "_2": return fields.day < 10 ? " \(fields.day)" : String(fields.day)
        case "2": return String(fields.day)
        case "15": return padded(fields.hour, 2)
        case "03": return padded(twelve, 2)
        case "3": return String(twelve)
        case "04": return padded(fields.minute, 2)
        case "4": return String(fields.minute)
        case "05": return padded(fields.second, 2)
        case "5": return String(fields.second)
        case "PM": return fields.hour < 12 ? "AM" : "PM"
        case "pm": return fields.hour < 12 ? "am" : "pm"
        case "-0700": return "+0000"
        case "-07:00": return "+00:00"
        case "MST": return "UTC"
        default: return "Z"
        }
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let text = String(value)
        return text.count >= width ? text : String(repeating: "0", count: width - text.count) + text
    }
}

extension BinaryInteger {
    /// The quotient rounded down, also for negative numbers.
    func flooredDivision(by divisor: Self) -> Self {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
