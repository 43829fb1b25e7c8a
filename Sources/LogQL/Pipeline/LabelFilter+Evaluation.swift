internal import Signals

extension LabelFilter {
    static let error = "LabelFilterErr"

    /// Whether a line goes on.
    ///
    /// A value that cannot be compared lets it go on with an error, and so does, for numbers, an error from before: only
    /// conditions on text can stop a line that has one.
    func accepts(_ labels: inout LineLabels) -> Bool {
        switch self {
        case .text(let matcher): return matcher.accepts(labels.value(matcher.name) ?? "")
        case .number(let name, let comparison, let wanted):
            return compare(name, comparison, wanted, &labels, ErrorText.number) { GoNumber.double($0) }
        case .duration(let name, let comparison, let wanted):
            return compare(name, comparison, wanted, &labels, ErrorText.duration) { Units.duration($0) }
        case .bytes(let name, let comparison, let wanted):
            return compare(name, comparison, wanted, &labels, ErrorText.bytes) { Units.bytes($0) }
        case .address(let name, let equal, let range):
            guard labels.error.isEmpty else { return true }
            guard let value = labels.value(name), let isInside = range.contains(value) else { return false }
            return isInside == equal
        case .both(let left, let right): return left.accepts(&labels) && right.accepts(&labels)
        case .either(let left, let right): return left.accepts(&labels) || right.accepts(&labels)
        }
    }

    private func compare<Value: Comparable>(
        _ name: String, _ comparison: Comparison, _ wanted: Value, _ labels: inout LineLabels,
        _ failure: (String) -> String, _ convert: (String) -> Value?
    ) -> Bool {
        guard labels.error.isEmpty else { return true }
        guard let text = labels.value(name) else { return false }
        guard let value = convert(text) else {
            labels.fail(Self.error, failure(text))
            return true
        }
        return comparison.holds(value, wanted)
    }
}

/// Numbers as Go's `strconv.ParseFloat` reads them.
enum GoNumber {
    static func double(_ text: String) -> Double? {
        guard let first = text.utf8.first, first != 0x20 else { return nil }
        switch text.lowercased() {
        case "inf", "+inf", "infinity", "+infinity": return .infinity
        case "-inf", "-infinity": return -.infinity
        case "nan": return .nan
        default: return Double(text)
        }
    }
}

/// What `__error_details__` says of a value that is not what a stage needs.
enum ErrorText {
    static func number(_ text: String) -> String { "strconv.ParseFloat: parsing \"\(text)\": invalid syntax" }
    static func duration(_ text: String) -> String { "time: invalid duration \"\(text)\"" }
    static func bytes(_ text: String) -> String { "strconv.ParseFloat: parsing \"\(text)\": invalid syntax" }
}
