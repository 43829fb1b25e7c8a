/// The functions of templates: Go's own, Loki's, and those of sprig that Loki offers.
enum TemplateFunction: String, Sendable {
    case line = "__line__"
    case timestamp = "__timestamp__"
    // Comparisons and logic.
    case and, or, not, eq, ne, lt, le, gt, ge, len, index, print, printf, println
    case defaultValue = "default"
    // Text.
    case toLower = "ToLower"
    case toUpper = "ToUpper"
    case goReplace = "Replace"
    case goTrim = "Trim"
    case goTrimLeft = "TrimLeft"
    case goTrimRight = "TrimRight"
    case goTrimPrefix = "TrimPrefix"
    case goTrimSuffix = "TrimSuffix"
    case trimSpace = "TrimSpace"
    case lower, upper, title, trunc, substr, contains, hasPrefix, hasSuffix, indent, nindent, `repeat`
    case replace, trim, trimAll, trimPrefix, trimSuffix, alignLeft, alignRight, count
    case regexReplaceAll, regexReplaceAllLiteral
    case b64enc, b64dec, urlencode, urldecode
    // Numbers.
    case int, float64, add, sub, mul, div, mod, addf, subf, mulf, divf, max, min, maxf, minf, ceil, floor, round
    case bytes, duration
    case durationSeconds = "duration_seconds"
    // Times and documents.
    case date, unixEpoch, unixEpochMillis, unixEpochNanos, unixToTime, fromJson

    init?(name: String) {
        self.init(rawValue: name)
    }

    /// Whether the value of an argument decides, so that the ones after it are not worked out.
    func stops(at value: TemplateValue) -> Bool {
        switch self {
        case .and: !value.isTrue
        case .or: value.isTrue
        default: false
        }
    }

    /// Works out the value for arguments.
    func apply(_ arguments: [TemplateValue]) throws(TemplateError) -> TemplateValue {
        guard countOfArguments.contains(arguments.count) else {
            throw TemplateError("wrong number of args for \(rawValue): got \(arguments.count)")
        }
        if let value = try applyLogic(arguments) { return value }
        if let value = try applyText(arguments) { return value }
        if let value = try applyNumber(arguments) { return value }
        return try applyOther(arguments)
    }

    private var countOfArguments: ClosedRange<Int> {
        switch self {
        case .line, .timestamp: 0...0
        case .print, .println, .and, .or: 0...64
        case .printf, .add, .mul, .addf, .subf, .mulf, .divf, .max, .min, .maxf, .minf: 1...64
        case .eq: 2...64
        case .round: 2...3
        case .goReplace: 4...4
        case .replace, .substr, .regexReplaceAll, .regexReplaceAllLiteral: 3...3
        case .not, .len, .toLower, .toUpper, .trimSpace, .lower, .upper, .title, .trim, .b64enc, .b64dec, .urlencode,
            .urldecode, .int, .float64, .ceil, .floor, .bytes, .duration, .durationSeconds, .unixEpoch,
            .unixEpochMillis, .unixEpochNanos, .unixToTime, .fromJson:
            1...1
        case .defaultValue: 1...2
        default: 2...2
        }
    }

    // MARK: Logic

    private func applyLogic(_ arguments: [TemplateValue]) throws(TemplateError) -> TemplateValue? {
        switch self {
        case .and, .or: return arguments.last ?? .nothing
        case .not: return .bool(!arguments[0].isTrue)
        case .eq: return .bool(arguments.dropFirst().contains { Self.areEqual(arguments[0], $0) })
        case .ne: return .bool(!Self.areEqual(arguments[0], arguments[1]))
        case .lt: return .bool(try Self.precedes(arguments[0], arguments[1]))
        case .le: return .bool(try !Self.precedes(arguments[1], arguments[0]))
        case .gt: return .bool(try Self.precedes(arguments[1], arguments[0]))
        case .ge: return .bool(try !Self.precedes(arguments[0], arguments[1]))
        case .defaultValue:
            let value = arguments.count > 1 ? arguments[1] : .nothing
            return value.isTrue ? value : arguments[0]
        default: return nil
        }
    }

    private static func areEqual(_ left: TemplateValue, _ right: TemplateValue) -> Bool {
        switch (left, right) {
        case (.whole, .real), (.real, .whole): left.number == right.number
        default: left == right
        }
    }

    private static func precedes(_ left: TemplateValue, _ right: TemplateValue) throws(TemplateError) -> Bool {
        switch (left, right) {
        case (.text(let left), .text(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
        case (.whole(let left), .whole(let right)), (.time(let left), .time(let right)): left < right
        case (.duration(let left), .duration(let right)): left < right
        case (.whole, .real), (.real, .whole), (.real, .real): left.number < right.number
        default: throw TemplateError("incompatible types for comparison")
        }
    }

    // MARK: Times and documents

    private func applyOther(_ arguments: [TemplateValue]) throws(TemplateError) -> TemplateValue {
        switch self {
        case .print: return .text(arguments.map(\.text).joined())
        case .println: return .text(arguments.map(\.text).joined(separator: " ") + "\n")
        case .printf: return .text(try TemplateFormat.format(arguments[0].text, arguments.dropFirst()))
        case .date:
            guard case .time(let time) = arguments[1] else { throw TemplateError("date needs a time") }
            return .text(GoTime.format(time, arguments[0].text))
        case .unixEpoch: return .text(String(try nanoseconds(arguments[0]) / 1_000_000_000))
        case .unixEpochMillis: return .text(String(try nanoseconds(arguments[0]) / 1_000_000))
        case .unixEpochNanos: return .text(String(try nanoseconds(arguments[0])))
        case .unixToTime: return try unixTime(arguments[0].text)
        case .fromJson: return TemplateJSON.value(arguments[0].text)
        case .index:
            switch arguments[0] {
            case .map(let map): return map[arguments[1].text] ?? .nothing
            case .list(let list):
                guard let place = Int(exactly: arguments[1].integer), list.indices.contains(place) else {
                    throw TemplateError("index out of range: \(arguments[1].text)")
                }
                return list[place]
            default: throw TemplateError("can't index item of this type")
            }
        default: throw TemplateError("function \"\(rawValue)\" not defined")
        }
    }

    private func nanoseconds(_ value: TemplateValue) throws(TemplateError) -> Int64 {
        guard case .time(let time) = value else { throw TemplateError("\(rawValue) needs a time") }
        return time
    }

    /// Days, seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by their digits, as in Loki.
    private func unixTime(_ text: String) throws(TemplateError) -> TemplateValue {
        let scales: [Int: Int64] = [5: 86_400_000_000_000, 10: 1_000_000_000, 13: 1_000_000, 16: 1_000, 19: 1]
        guard let number = Int64(text), let scale = scales[text.utf8.count] else {
            throw TemplateError("unable to parse time '\(text)'")
        }
        let (time, overflow) = number.multipliedReportingOverflow(by: scale)
        guard !overflow else { throw TemplateError("unable to parse time '\(text)'") }
        return .time(time)
    }
}
