extension Evaluator {
    /// Evaluates a function of a range vector; nil where the function is none.
    func evaluateRangeFunction(_ call: Call) throws(QueryError) -> [Track]? {
        guard let position = call.function.arguments.firstIndex(of: .matrix) else { return nil }
        let parameters = try parameters(of: call)
        let argument = call.arguments[position]
        let ranges = try ranges(of: argument, hints: SelectionHints(function: call.function.name))
        return try slide(call, ranges, parameters)
    }

    /// The scalar arguments, one value a step each.
    private func parameters(of call: Call) throws(QueryError) -> [[Double]] {
        var parameters: [[Double]] = []
        for argument in call.arguments where argument.type == .scalar {
            parameters.append(try scalar(argument))
        }
        return parameters
    }

    private func slide(
        _ call: Call, _ ranges: RangeVector, _ parameters: [[Double]]
    ) throws(QueryError) -> [Track] {
        let place = call.arguments[0].unwrapped.range
        return switch call.function.name {
        case "rate": try slide(rate(ranges, isCounter: true, isRate: true), over: ranges, counterAt: place)
        case "increase": try slide(rate(ranges, isCounter: true, isRate: false), over: ranges, counterAt: place)
        case "delta": try slide(rate(ranges, isCounter: false, isRate: false), over: ranges)
        case "irate": try slide(InstantDifference(isRate: true), over: ranges)
        case "idelta": try slide(InstantDifference(isRate: false), over: ranges)
        case "deriv": try slide(Derivative(), over: ranges)
        case "changes": try slide(ChangesOverTime(), over: ranges)
        case "resets": try slide(ResetsOverTime(), over: ranges)
        case "sum_over_time": try slide(SumOverTime(), over: ranges)
        case "avg_over_time": try slide(AverageOverTime(), over: ranges)
        case "min_over_time": try slide(ExtremeOverTime(isMaximum: false), over: ranges)
        case "max_over_time": try slide(ExtremeOverTime(isMaximum: true), over: ranges)
        case "count_over_time": try slide(CountOverTime(), over: ranges)
        case "stddev_over_time": try slide(VarianceOverTime(isDeviation: true), over: ranges)
        case "stdvar_over_time": try slide(VarianceOverTime(isDeviation: false), over: ranges)
        case "last_over_time": try slide(EdgeOverTime(isLast: true), over: ranges, keepsName: true)
        case "first_over_time": try slide(EdgeOverTime(isLast: false), over: ranges, keepsName: true)
        case "present_over_time": try slide(PresentOverTime(), over: ranges)
        case "absent_over_time": try absence(in: ranges, of: call.arguments[0])
        case "mad_over_time": try slide(MedianDeviationOverTime(), over: ranges)
        case "ts_of_first_over_time": try slide(TimeOverTime(kind: .first), over: ranges)
        case "ts_of_last_over_time": try slide(TimeOverTime(kind: .last), over: ranges)
        case "ts_of_max_over_time": try slide(TimeOverTime(kind: .maximum), over: ranges)
        case "ts_of_min_over_time": try slide(TimeOverTime(kind: .minimum), over: ranges)
        case "quantile_over_time": try quantile(call, ranges, parameters[0])
        case "predict_linear": try slide(LinearPrediction(seconds: parameters[0]), over: ranges)
        case "double_exponential_smoothing": try smoothing(ranges, parameters[0], parameters[1])
        default: throw .execution("the function \(call.function.name) is not implemented")
        }
    }

    private func rate(_ ranges: RangeVector, isCounter: Bool, isRate: Bool) -> ExtrapolatedRate {
        ExtrapolatedRate(isCounter: isCounter, isRate: isRate, duration: ranges.duration)
    }

    private func quantile(
        _ call: Call, _ ranges: RangeVector, _ quantiles: [Double]
    ) throws(QueryError) -> [Track] {
        let tracks = try slide(QuantileOverTime(quantiles: quantiles), over: ranges)
        for step in quantiles.indices where !Quantiles.isValid(quantiles[step]) {
            guard tracks.contains(where: { !Gap.isGap($0.values[step]) }) else { continue }
            context.annotations.invalidQuantile(quantiles[step], at: call.arguments[0].unwrapped.range)
        }
        return tracks
    }

    private func smoothing(
        _ ranges: RangeVector, _ smoothing: [Double], _ trend: [Double]
    ) throws(QueryError) -> [Track] {
        guard !ranges.series.isEmpty else { return [] }
        if let factor = smoothing.first(where: { $0 <= 0 || $0 >= 1 }) {
            throw .execution(
                "invalid smoothing factor. Expected: 0 < sf < 1, got: \(SampleText.fixed(factor, decimals: 6))")
        }
        if let factor = trend.first(where: { $0 <= 0 || $0 >= 1 }) {
            throw .execution(
                "invalid trend factor. Expected: 0 < tf < 1, got: \(SampleText.fixed(factor, decimals: 6))")
        }
        return try slide(DoubleExponentialSmoothing(smoothing: smoothing, trend: trend), over: ranges)
    }
}
