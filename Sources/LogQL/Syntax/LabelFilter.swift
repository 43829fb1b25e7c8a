internal import Signals

/// A condition on the labels that a line has at this point of its pipeline.
indirect enum LabelFilter: Sendable {
    enum Comparison: String, Sendable {
        case equal = "=="
        case notEqual = "!="
        case greater = ">"
        case greaterOrEqual = ">="
        case less = "<"
        case lessOrEqual = "<="

        func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
            switch self {
            case .equal: left == right
            case .notEqual: left != right
            case .greater: left > right
            case .greaterOrEqual: left >= right
            case .less: left < right
            case .lessOrEqual: left <= right
            }
        }
    }

    case text(LabelMatcher)
    case number(String, Comparison, Double)
    /// Nanoseconds.
    case duration(String, Comparison, Int64)
    case bytes(String, Comparison, UInt64)
    case address(String, equal: Bool, AddressRange)
    case both(LabelFilter, LabelFilter)
    case either(LabelFilter, LabelFilter)

    /// The labels it looks at.
    var names: [String] {
        switch self {
        case .text(let matcher): [matcher.name]
        case .number(let name, _, _), .duration(let name, _, _), .bytes(let name, _, _), .address(let name, _, _):
            [name]
        case .both(let left, let right), .either(let left, let right): left.names + right.names
        }
    }
}
