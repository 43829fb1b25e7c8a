internal import Signals

/// Names and label sets as Prometheus prints them.
enum LabelText {
    /// The label that holds a metric's name.
    static let metricName = "__name__"
    /// The label that holds a bucket's upper bound.
    static let bucket = "le"

    /// `{a="b", c="d"}`, as error messages print label sets.
    static func braces(_ labels: LabelSet) -> String {
        let inner = labels.labels.map { "\(nameOrQuoted($0.name))=\(GoQuote.quoted($0.value))" }
        return "{" + inner.joined(separator: ", ") + "}"
    }

    /// The name itself where it needs no quotes, or the name in quotes.
    static func nameOrQuoted(_ name: String) -> String {
        isLegacyLabelName(name) ? name : GoQuote.quoted(name)
    }

    /// Whether a name is a letter or underscore followed by letters, digits and underscores.
    static func isLegacyLabelName(_ name: String) -> Bool {
        guard let first = name.utf8.first, isAlpha(first) else { return false }
        return name.utf8.allSatisfy { isAlpha($0) || isDigit($0) }
    }

    /// Whether a name can stand outside braces: a label name that may also have colons.
    static func isLegacyMetricName(_ name: String) -> Bool {
        let colon = UInt8(ascii: ":")
        guard let first = name.utf8.first, isAlpha(first) || first == colon else { return false }
        return name.utf8.allSatisfy { isAlpha($0) || isDigit($0) || $0 == colon }
    }

    static func isAlpha(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
