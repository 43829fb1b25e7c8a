internal import Patterns

/// An expression whose value is a number or a vector of series.
indirect enum MetricNode: Sendable {
    case number(Double)
    case vector(Double)
    case range(RangeAggregation)
    case aggregate(VectorAggregation)
    case binary(BinaryOperation)
    case labelReplace(LabelReplacement)
}

/// What is worked out over the lines of a window.
struct RangeAggregation: Sendable {
    enum Function: String, Sendable, CaseIterable {
        case countOverTime = "count_over_time"
        case rate
        case rateCounter = "rate_counter"
        case bytesOverTime = "bytes_over_time"
        case bytesRate = "bytes_rate"
        case averageOverTime = "avg_over_time"
        case sumOverTime = "sum_over_time"
        case minimumOverTime = "min_over_time"
        case maximumOverTime = "max_over_time"
        case standardVarianceOverTime = "stdvar_over_time"
        case standardDeviationOverTime = "stddev_over_time"
        case quantileOverTime = "quantile_over_time"
        case firstOverTime = "first_over_time"
        case lastOverTime = "last_over_time"
        case absentOverTime = "absent_over_time"
    }

    let function: Function
    /// Of `quantile_over_time`.
    let parameter: Double?
    let log: LogExpression
    let unwrap: Unwrap?
    /// Nanoseconds.
    let interval: Int64
    /// Nanoseconds by which the window lies in the past.
    let offset: Int64
    var grouping: Grouping?
}

/// The label whose value is the number of a line.
struct Unwrap: Sendable {
    enum Conversion: String, Sendable {
        case bytes
        case duration
        case durationSeconds = "duration_seconds"
    }

    let label: String
    let conversion: Conversion?
    /// What is asked of the labels after the conversion.
    let filters: [LabelFilter]
}

/// The labels that keep results apart.
struct Grouping: Sendable, Equatable {
    let without: Bool
    let labels: [String]
}

/// A vector whose series are taken together.
struct VectorAggregation: Sendable {
    enum Function: String, Sendable, CaseIterable {
        case sum, avg, min, max, count, stddev, stdvar, topk, bottomk, sort
        case sortDescending = "sort_desc"

        var takesParameter: Bool { self == .topk || self == .bottomk }
    }

    let function: Function
    let parameter: Int?
    let operand: MetricNode
    let grouping: Grouping?
}

/// Two expressions and what stands between them.
struct BinaryOperation: Sendable {
    enum Operator: String, Sendable {
        case or, and, unless
        case equal = "=="
        case notEqual = "!="
        case greater = ">"
        case greaterOrEqual = ">="
        case less = "<"
        case lessOrEqual = "<="
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
        case modulo = "%"
        case power = "^"

        var isSet: Bool { self == .or || self == .and || self == .unless }

        var isComparison: Bool {
            switch self {
            case .equal, .notEqual, .greater, .greaterOrEqual, .less, .lessOrEqual: true
            default: false
            }
        }

        /// Higher binds tighter.
        var precedence: Int {
            switch self {
            case .or: 1
            case .and, .unless: 2
            case _ where isComparison: 3
            case .add, .subtract: 4
            case .power: 6
            default: 5
            }
        }
    }

    /// Which series of the two sides belong together.
    struct Matching: Sendable {
        enum Cardinality: Sendable, Equatable {
            case oneToOne
            /// `group_left` with the labels taken from the one side.
            case manyToOne([String])
            /// `group_right`, likewise.
            case oneToMany([String])
        }

        /// Whether `labels` are the only ones that count, or the only ones that do not.
        let on: Bool
        let labels: [String]
        let cardinality: Cardinality
    }

    let operation: Operator
    let returnsBool: Bool
    let matching: Matching?
    let left: MetricNode
    let right: MetricNode
}

/// `label_replace`, as in Prometheus.
struct LabelReplacement: Sendable {
    let operand: MetricNode
    let destination: String
    let replacement: String
    let source: String
    let pattern: Pattern
}
