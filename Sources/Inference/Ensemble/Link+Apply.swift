#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension Link {
    /// Number of values that the link answers for `outputCount` margins.
    func valueCount(outputCount: Int) -> Int {
        self == .argmax ? 1 : outputCount
    }

    /// Writes what the link answers for a row's margins, each divided by `divisor` first.
    ///
    /// The formulas, their number format and their order of operations are the libraries' own: XGBoost's `math.h` and
    /// objectives in `Float`, LightGBM's `ConvertOutput` in `Double`. `values` has `valueCount(outputCount:)` places.
    func apply(
        _ margins: Span<Double>, precision: TreeEnsemble.Precision, divisor: Int, into values: inout MutableSpan<Double>
    ) {
        switch self {
        case .argmax:
            values[0] = Double(Link.firstGreatest(margins))
        case .softmax:
            for output in margins.indices { values[output] = margins[output] / Double(divisor) }
            switch precision {
            case .float32: Link.softmax32(&values)
            case .float64: Link.softmax64(&values)
            }
        default:
            for output in margins.indices {
                let margin = margins[output] / Double(divisor)
                switch precision {
                case .float32: values[output] = Double(single(Float(margin)))
                case .float64: values[output] = single(margin)
                }
            }
        }
    }

    /// Writes a classifier's probabilities, one a class: a single margin makes two classes, `[1 - p, p]`.
    func applyProbabilities(
        _ margins: Span<Double>, precision: TreeEnsemble.Precision, divisor: Int, into values: inout MutableSpan<Double>
    ) {
        apply(margins, precision: precision, divisor: divisor, into: &values)
        guard margins.count == 1 else { return }
        let positive = values[0]
        values[1] = positive
        values[0] = precision == .float32 ? Double(1 - Float(positive)) : 1 - positive
    }

    /// The answer for one margin where outputs do not mix, in `Float` as XGBoost computes it.
    private func single(_ margin: Float) -> Float {
        switch self {
        case .identity, .softmax, .argmax: margin
        // 88.7 keeps the exponential finite, where the answer is no longer distinguishable from zero.
        case .sigmoid(let scale): 1 / (exp(min(-(Float(scale) * margin), 88.7)) + 1)
        case .exponential: exp(margin)
        case .step: margin > 0 ? 1 : 0
        case .signedSquare: (margin > 0 ? margin : -margin) * margin
        case .log1pExp: log1p(exp(margin))
        }
    }

    /// The answer for one margin where outputs do not mix, in `Double` as LightGBM computes it.
    private func single(_ margin: Double) -> Double {
        switch self {
        case .identity, .softmax, .argmax: margin
        case .sigmoid(let scale): 1 / (1 + exp(-scale * margin))
        case .exponential: exp(margin)
        case .step: margin > 0 ? 1 : 0
        case .signedSquare: (margin > 0 ? margin : -margin) * margin
        case .log1pExp: log1p(exp(margin))
        }
    }

    private static func firstGreatest(_ margins: Span<Double>) -> Int {
        var best = 0
        for output in margins.indices where margins[output] > margins[best] { best = output }
        return best
    }

    /// XGBoost's softmax: exponentials in `Float`, their sum in `Double`, the quotient in `Float` again.
    private static func softmax32(_ values: inout MutableSpan<Double>) {
        var greatest = Float(values[0])
        for output in values.indices { greatest = max(greatest, Float(values[output])) }
        var sum = 0.0
        for output in values.indices {
            values[output] = Double(exp(Float(values[output]) - greatest))
            sum += values[output]
        }
        for output in values.indices { values[output] = Double(Float(values[output]) / Float(sum)) }
    }

    private static func softmax64(_ values: inout MutableSpan<Double>) {
        var greatest = values[0]
        for output in values.indices { greatest = max(greatest, values[output]) }
        var sum = 0.0
        for output in values.indices {
            values[output] = exp(values[output] - greatest)
            sum += values[output]
        }
        for output in values.indices { values[output] /= sum }
    }
}
