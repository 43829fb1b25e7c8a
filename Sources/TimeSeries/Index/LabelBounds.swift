public import Signals

/// Why labels cannot name a series here.
public enum LabelBoundsError: Error, Hashable, CustomStringConvertible {
    case noLabels
    case tooManyLabels(Int)
    case nameTooLong(bytes: Int)
    case valueTooLong(name: String, bytes: Int)
    case tooLarge(bytes: Int)

    /// The sentence for people.
    public var description: String {
        switch self {
        case .noLabels: "A series has no labels."
        case .tooManyLabels(let count): "A series has \(count) labels; at most \(Limits.labels) are accepted."
        case .nameTooLong(let bytes):
            "The name of a label has \(bytes) bytes; at most \(Limits.labelNameBytes) are accepted."
        case .valueTooLong(let name, let bytes):
            "The value of the label '\(name)' has \(bytes) bytes; at most \(Limits.labelValueBytes) are accepted."
        case .tooLarge(let bytes):
            "The labels of a series have \(bytes) bytes; at most \(Limits.labelBytes) are accepted."
        }
    }
}

/// The bounds of the labels of one series.
public enum LabelBounds {
    /// Throws ``LabelBoundsError`` where labels cross a bound of ``Limits``.
    public static func check(_ labels: LabelSet) throws(LabelBoundsError) {
        guard !labels.labels.isEmpty else { throw .noLabels }
        guard labels.labels.count <= Limits.labels else { throw .tooManyLabels(labels.labels.count) }
        var total = 0
        for label in labels.labels {
            let (name, value) = (label.name.utf8.count, label.value.utf8.count)
            guard name <= Limits.labelNameBytes else { throw .nameTooLong(bytes: name) }
            guard value <= Limits.labelValueBytes else { throw .valueTooLong(name: label.name, bytes: value) }
            total += name + value
        }
        guard total <= Limits.labelBytes else { throw .tooLarge(bytes: total) }
    }

    /// A label from bytes that someone sent; nil where they are not UTF-8.
    public static func label(name: [UInt8], value: [UInt8]) -> Label? {
        guard let name = String(validating: name, as: UTF8.self), let value = String(validating: value, as: UTF8.self)
        else { return nil }
        return Label(name, value)
    }
}
