internal import Signals

/// The series of a range vector with all samples that any step's window needs.
struct RangeVector {
    struct Series {
        var labels: LabelSet
        var dropsName: Bool
        /// Without stale markers.
        var times: [Int64]
        var values: [Double]
    }

    var series: [Series]
    /// Milliseconds of the window, which excludes its start.
    var duration: Int64
    var time: TimeModifiers

    /// The end of the window at a step.
    func reference(_ step: Int64, _ context: QueryContext) -> Int64 {
        time.reference(step, context)
    }

    /// Whether the window is the same at every step.
    var isFixed: Bool { time.anchor != nil }
}

extension Evaluator {
    /// The series of a range selector or subquery.
    func ranges(of expression: QueryExpression, hints: SelectionHints) throws(QueryError) -> RangeVector {
        switch expression.unwrapped {
        case .matrix(let selector): return try ranges(of: selector, hints: hints)
        case .subquery(let subquery): return try ranges(of: subquery)
        default: throw .execution("expected a range vector at \(expression.range.start)")
        }
    }

    private func ranges(of matrix: MatrixSelector, hints: SelectionHints) throws(QueryError) -> RangeVector {
        let time = matrix.selector.time
        var hints = hints
        hints.range = matrix.duration
        hints.step = grid.count > 1 ? grid.step : 0
        let series = try context.load(
            matrix.selector.matchers, from: time.reference(grid.start, context) - matrix.duration + 1,
            through: time.reference(grid.end, context), hints: hints)
        return RangeVector(
            series: series.map { Self.withoutMarkers($0) }, duration: matrix.duration, time: time)
    }

    private static func withoutMarkers(_ series: SeriesSamples) -> RangeVector.Series {
        guard series.values.contains(where: { $0.bitPattern == StaleMarker.bits }) else {
            return RangeVector.Series(
                labels: series.labels, dropsName: false, times: series.timestamps, values: series.values)
        }
        var times: [Int64] = []
        var values: [Double] = []
        for (time, value) in zip(series.timestamps, series.values) where value.bitPattern != StaleMarker.bits {
            times.append(time)
            values.append(value)
        }
        return RangeVector.Series(labels: series.labels, dropsName: false, times: times, values: values)
    }

    /// Evaluates a subquery once for all steps, at multiples of its own step.
    private func ranges(of subquery: Subquery) throws(QueryError) -> RangeVector {
        let step = subquery.step ?? context.options.defaultSubqueryStep
        let after = subquery.time.reference(grid.start, context) - subquery.duration
        let end = subquery.time.reference(grid.end, context)
        var start = step * (after / step)
        if start <= after { start += step }
        guard end >= start else {
            return RangeVector(series: [], duration: subquery.duration, time: subquery.time)
        }
        let steps = (end - start) / step + 1
        guard steps <= Int64(context.options.maximumSamples) else { throw .tooManySamples }
        let inner = Evaluator(context: context, grid: StepGrid(start: start, step: step, count: Int(steps)))
        let tracks = try inner.vector(subquery.expression)
        let series = tracks.map { track in
            var times: [Int64] = []
            var values: [Double] = []
            times.reserveCapacity(track.values.count)
            values.reserveCapacity(track.values.count)
            for (index, value) in track.values.enumerated() where !Gap.isGap(value) {
                times.append(inner.grid.time(index))
                values.append(value)
            }
            return RangeVector.Series(
                labels: track.labels, dropsName: track.dropsName, times: times, values: values)
        }
        try context.budget.hold(series.reduce(0) { $0 + $1.values.count })
        return RangeVector(series: series, duration: subquery.duration, time: subquery.time)
    }
}
