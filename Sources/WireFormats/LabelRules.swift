internal import Signals

/// What names and values of labels may be, for every format of this target.
enum LabelRules {
    static let metricName = "__name__"

    /// `[a-zA-Z_][a-zA-Z0-9_]*`, the names that the text formats write without quotation marks.
    static func isPlainLabelName(_ name: some Sequence<UInt8>) -> Bool {
        isIdentifier(name, allowsColon: false)
    }

    /// `[a-zA-Z_:][a-zA-Z0-9_:]*`.
    static func isPlainMetricName(_ name: some Sequence<UInt8>) -> Bool {
        isIdentifier(name, allowsColon: true)
    }

    private static func isIdentifier(_ name: some Sequence<UInt8>, allowsColon: Bool) -> Bool {
        var isFirst = true
        for byte in name {
            guard isIdentifierByte(byte, isFirst: isFirst, allowsColon: allowsColon) else { return false }
            isFirst = false
        }
        return !isFirst
    }

    @inline(__always)
    static func isIdentifierByte(_ byte: UInt8, isFirst: Bool, allowsColon: Bool) -> Bool {
        let letter = byte | 0x20
        return (letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "z")) || byte == UInt8(ascii: "_")
            || (allowsColon && byte == UInt8(ascii: ":")) || (!isFirst && byte &- UInt8(ascii: "0") < 10)
    }

    /// Refuses a label that is too long.
    static func check(nameBytes: Int, valueBytes: Int, name: @autoclosure () -> String) throws(BadLabels) {
        guard nameBytes > 0 else { throw .emptyName }
        guard nameBytes <= Limits.maxLabelNameBytes else { throw .nameTooLong(limit: Limits.maxLabelNameBytes) }
        guard valueBytes <= Limits.maxLabelValueBytes else {
            throw .valueTooLong(name: name(), limit: Limits.maxLabelValueBytes)
        }
    }

    /// A label set of labels that came one by one.
    static func set(_ labels: [Label]) throws(BadLabels) -> LabelSet {
        do {
            return try LabelSet(labels)
        } catch {
            switch error {
            case .emptyName: throw .emptyName
            case .duplicateName(let name): throw .duplicateName(name)
            }
        }
    }
}
