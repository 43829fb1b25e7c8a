internal import JSONText

/// Numbers as Go's strconv reads them for Prometheus: decimal or hexadecimal integers are not, words for infinity and NaN are.
enum ExpositionNumber {
    /// The value of a whole range; nil where it is no number.
    static func value(_ text: [UInt8], _ range: Range<Int>) -> Double? {
        var index = range.lowerBound
        if let number = DecimalNumber(scanning: text, from: &index), index == range.upperBound {
            let value = number.doubleValue(in: text)
            // Go reports a magnitude beyond the greatest number as an error.
            return value.isInfinite ? nil : value
        }
        guard range.count <= 9 else { return nil }
        return switch String(decoding: text[range], as: UTF8.self).lowercased() {
        case "inf", "+inf", "infinity", "+infinity": .infinity
        case "-inf", "-infinity": -.infinity
        // One NaN for all spellings, so that none can be taken for the stale marker; it has no sign.
        case "nan": normalNaN
        default: nil
        }
    }

    /// Prometheus's NormalNaN (model/value/value.go).
    static let normalNaN = Double(bitPattern: 0x7ff8_0000_0000_0001)
}
