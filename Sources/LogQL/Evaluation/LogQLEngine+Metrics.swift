internal import Signals

extension LogQLEngine {
    /// Times and durations outside of these are refused, so that sums of a few nanoseconds cannot overflow.
    private static let times: ClosedRange<Int64> = -(1 << 61)...1 << 62
    private static let durations: ClosedRange<Int64> = -(1 << 60)...1 << 60

    /// Answers a metric query at an instant, in nanoseconds since 1970.
    ///
    /// - Throws: ``LogQLError``, or what the source throws.
    public func instant(
        _ expression: MetricExpression, at time: Int64, isCancelled: @escaping () -> Bool = { false }
    ) throws -> InstantResult {
        var watch = QueryGuard(lineLimit: lineLimit, isCancelled: isCancelled)
        try Self.check(expression.root, time)
        let steps = MetricPlan.Steps(start: time, step: nil, count: 1)
        let plan = try MetricPlan(expression.root, steps, source, detectsLevel: detectsLevel, &watch)
        switch try plan.root.value(at: 0) {
        case .scalar(let number): return InstantResult(value: .scalar(number), statistics: watch.statistics)
        case .vector(let samples):
            try Self.checkCount(samples.count)
            var vector = samples.map {
                InstantSample(labels: plan.root.table.labels[$0.series], value: $0.value)
            }
            if !expression.isOrdered { vector.sort { $0.labels < $1.labels } }
            return InstantResult(value: .vector(vector), statistics: watch.statistics)
        }
    }

    /// Answers a metric query at each step from `start` to `end`, both in; all in nanoseconds.
    ///
    /// - Throws: ``LogQLError``, or what the source throws.
    public func range(
        _ expression: MetricExpression, from start: Int64, to end: Int64, step: Int64,
        isCancelled: @escaping () -> Bool = { false }
    ) throws -> RangeResult {
        guard step > 0 else { throw LogQLError.range("zero or negative query resolution step widths are not accepted") }
        guard start <= end else { throw LogQLError.range("end timestamp must not be before start time") }
        try Self.check(expression.root, start, end, step)
        let count = (end - start) / step + 1
        guard count <= Limits.steps else {
            throw LogQLError.range(
                """
                exceeded maximum resolution of 11,000 points per time series. Try increasing the value of the step \
                parameter
                """)
        }
        var watch = QueryGuard(lineLimit: lineLimit, isCancelled: isCancelled)
        let steps = MetricPlan.Steps(start: start, step: step, count: Int(count))
        let plan = try MetricPlan(expression.root, steps, source, detectsLevel: detectsLevel, &watch)
        var points: [[ResultSeries.Point]] = []
        var pointCount = 0
        for index in 0..<steps.count {
            try watch.check()
            let time = start + Int64(index) * step
            let samples: [Sample]
            switch try plan.root.value(at: index) {
            case .scalar(let number):
                samples = [Sample(series: plan.root.table.number(of: .empty), value: number)]
            case .vector(let vector): samples = vector
            }
            for sample in samples {
                while points.count <= sample.series { points.append([]) }
                points[sample.series].append(ResultSeries.Point(timestamp: time, value: sample.value))
            }
            pointCount += samples.count
            guard pointCount <= Limits.points else {
                throw LogQLError.limit("The answer has more than \(Limits.points) points: take longer steps.")
            }
        }
        let labels = plan.root.table.labels
        let series = points.enumerated().filter { !$0.element.isEmpty }
        try Self.checkCount(series.count)
        return RangeResult(
            series: series.map { ResultSeries(labels: labels[$0.offset], points: $0.element) }
                .sorted { $0.labels < $1.labels },
            statistics: watch.statistics)
    }

    private static func check(_ expression: MetricNode, _ times: Int64...) throws(LogQLError) {
        guard times.allSatisfy(Self.times.contains), expression.durations.allSatisfy(Self.durations.contains)
        else { throw .range("a time or a duration of the query is too far away") }
    }

    private static func checkCount(_ count: Int) throws(LogQLError) {
        guard count <= Limits.series else {
            throw .limit("maximum of series (\(Limits.series)) reached for a single query")
        }
    }
}

extension MetricExpression {
    /// Whether the order of the samples is part of the answer.
    fileprivate var isOrdered: Bool {
        guard case .aggregate(let aggregation) = root else { return false }
        switch aggregation.function {
        case .sort, .sortDescending, .topk, .bottomk: return true
        default: return false
        }
    }
}

extension MetricNode {
    /// The intervals and offsets in it.
    fileprivate var durations: [Int64] {
        switch self {
        case .number, .vector: []
        case .range(let aggregation): [aggregation.interval, aggregation.offset]
        case .aggregate(let aggregation): aggregation.operand.durations
        case .binary(let operation): operation.left.durations + operation.right.durations
        case .labelReplace(let replacement): replacement.operand.durations
        }
    }
}
