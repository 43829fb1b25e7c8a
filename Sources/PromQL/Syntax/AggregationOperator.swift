/// The operators that aggregate over series.
public enum AggregationOperator: String, CaseIterable, Sendable {
    case sum, avg, count, min, max, group, stddev, stdvar, topk, bottomk, quantile, limitk
    case countValues = "count_values"
    case limitRatio = "limit_ratio"

    /// Whether a parameter stands before the vector.
    public var hasParameter: Bool {
        switch self {
        case .topk, .bottomk, .countValues, .quantile, .limitk, .limitRatio: true
        default: false
        }
    }

    /// Whether it needs ``ParserOptions/allowsExperimental``.
    public var isExperimental: Bool { self == .limitk || self == .limitRatio }

    /// Whether it passes on some of its input series instead of making new ones.
    var selectsSeries: Bool {
        switch self {
        case .topk, .bottomk, .limitk, .limitRatio: true
        default: false
        }
    }
}
