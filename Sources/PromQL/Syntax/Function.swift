/// A function of the language.
public struct Function: Sendable, Equatable {
    /// How many arguments beyond the declared ones are allowed.
    public enum Variadic: Sendable, Equatable {
        /// None: exactly the declared ones.
        case exact
        /// The last one may be left out.
        case lastIsOptional
        /// The last one may be left out or repeated.
        case lastRepeats
    }

    let name: String
    let arguments: [ValueType]
    let variadic: Variadic
    let result: ValueType
    /// Whether it needs ``ParserOptions/allowsExperimental``.
    let isExperimental: Bool

    init(
        _ name: String, _ arguments: [ValueType], _ result: ValueType = .vector, variadic: Variadic = .exact,
        experimental: Bool = false
    ) {
        self.name = name
        self.arguments = arguments
        self.result = result
        self.variadic = variadic
        isExperimental = experimental
    }

    /// The function of a name; nil where there is none.
    public static func named(_ name: String) -> Function? {
        all.first { $0.name == name }
    }

    /// Every function, in the order of kinds.
    public static let all: [Function] = ofValues + ofTime + ofRanges + ofHistograms + ofLabels + special

    private static let ofValues: [Function] =
        [
            "abs", "ceil", "floor", "exp", "ln", "log2", "log10", "sqrt", "sgn", "sin", "cos", "tan", "asin", "acos",
            "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "deg", "rad",
        ].map { Function($0, [.vector]) } + [
            Function("round", [.vector, .scalar], variadic: .lastIsOptional),
            Function("clamp", [.vector, .scalar, .scalar]),
            Function("clamp_min", [.vector, .scalar]),
            Function("clamp_max", [.vector, .scalar]),
        ]

    private static let ofTime: [Function] =
        [
            "minute", "hour", "day_of_week", "day_of_month", "day_of_year", "days_in_month", "month", "year",
        ].map { Function($0, [.vector], variadic: .lastIsOptional) } + [
            Function("timestamp", [.vector]),
            Function("time", [], .scalar),
        ]

    private static let ofRanges: [Function] =
        [
            "rate", "irate", "increase", "delta", "idelta", "deriv", "changes", "resets", "avg_over_time",
            "min_over_time", "max_over_time", "sum_over_time", "count_over_time", "stddev_over_time",
            "stdvar_over_time", "last_over_time", "first_over_time", "present_over_time", "absent_over_time",
        ].map { Function($0, [.matrix]) }
        + [
            "mad_over_time", "ts_of_first_over_time", "ts_of_last_over_time", "ts_of_max_over_time",
            "ts_of_min_over_time",
        ].map { Function($0, [.matrix], experimental: true) } + [
            Function("quantile_over_time", [.scalar, .matrix]),
            Function("predict_linear", [.matrix, .scalar]),
            Function("double_exponential_smoothing", [.matrix, .scalar, .scalar], experimental: true),
        ]

    private static let ofHistograms: [Function] =
        ["histogram_avg", "histogram_count", "histogram_sum", "histogram_stddev", "histogram_stdvar"]
        .map { Function($0, [.vector]) } + [
            Function("histogram_quantile", [.scalar, .vector]),
            Function("histogram_fraction", [.scalar, .scalar, .vector]),
        ]

    private static let ofLabels: [Function] = [
        Function("label_replace", [.vector, .string, .string, .string, .string]),
        Function("label_join", [.vector, .string, .string, .string], variadic: .lastRepeats),
        Function("sort_by_label", [.vector, .string], variadic: .lastRepeats, experimental: true),
        Function("sort_by_label_desc", [.vector, .string], variadic: .lastRepeats, experimental: true),
        Function("info", [.vector, .vector], variadic: .lastIsOptional, experimental: true),
    ]

    private static let special: [Function] = [
        Function("absent", [.vector]),
        Function("scalar", [.vector], .scalar),
        Function("vector", [.scalar]),
        Function("sort", [.vector]),
        Function("sort_desc", [.vector]),
        Function("pi", [], .scalar),
    ]
}
