/// What the values of a field look like.
public enum FieldType: String, Sendable {
    case int, float, boolean, duration, bytes, string

    /// The narrowest type that a value has, tried in Loki's order.
    public init(of value: String) {
        if Int64(value) != nil {
            self = .int
        } else if GoNumber.double(value) != nil {
            self = .float
        } else if ["1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False"].contains(value) {
            self = .boolean
        } else if Units.duration(value) != nil {
            self = .duration
        } else if Units.bytes(value) != nil {
            self = .bytes
        } else {
            self = .string
        }
    }

    /// The type of a field that has values of both.
    func joined(with other: FieldType) -> FieldType {
        if self == other { return self }
        let numbers: Set<FieldType> = [.int, .float]
        return numbers.contains(self) && numbers.contains(other) ? .float : .string
    }
}
