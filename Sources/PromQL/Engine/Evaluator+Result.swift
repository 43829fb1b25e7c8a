internal import Signals

extension Evaluator {
    /// The answer to an instant query.
    func instantResult(of expression: QueryExpression) throws(QueryError) -> QueryResult {
        let time = grid.start
        switch expression.unwrapped {
        case .matrix, .subquery:
            let ranges = try ranges(of: expression.unwrapped, hints: SelectionHints())
            return result(.matrix(try matrix(of: ranges)))
        default: break
        }
        switch try evaluate(expression) {
        case .scalar(let values): return result(.scalar(Point(timestamp: time, value: values[0])))
        case .string(let text): return result(.string(timestamp: time, text))
        case .vector(let tracks):
            let samples = try withNamesRemoved(tracks).compactMap { track -> VectorSample? in
                guard !Gap.isGap(track.values[0]) else { return nil }
                return VectorSample(labels: track.labels, point: Point(timestamp: time, value: track.values[0]))
            }
            return result(.vector(samples))
        }
    }

    /// The answer to a range query: always a matrix, in the order of the labels.
    func rangeResult(of expression: QueryExpression) throws(QueryError) -> QueryResult {
        let tracks: [Track]
        switch try evaluate(expression) {
        case .scalar(let values): tracks = [Track(labels: .empty, values: values)]
        case .vector(let computed): tracks = try withNamesRemoved(computed)
        case .string: throw .execution("a string cannot be evaluated over a range")
        }
        let series = tracks.compactMap { track -> MatrixSeries? in
            let points = points(of: track.values)
            return points.isEmpty ? nil : MatrixSeries(labels: track.labels, points: points)
        }
        return result(.matrix(series.sorted { $0.labels < $1.labels }))
    }

    private func points(of values: [Double]) -> [Point] {
        var points: [Point] = []
        points.reserveCapacity(values.count)
        for (step, value) in values.enumerated() where !Gap.isGap(value) {
            points.append(Point(timestamp: grid.time(step), value: value))
        }
        return points
    }

    /// The samples of a range vector at the one step of an instant query.
    private func matrix(of ranges: RangeVector) throws(QueryError) -> [MatrixSeries] {
        let start = ranges.reference(grid.start, context) - ranges.duration
        let end = ranges.reference(grid.start, context)
        var seen: Set<LabelSet> = []
        var series: [MatrixSeries] = []
        for one in ranges.series {
            let points = zip(one.times, one.values)
                .filter { $0.0 > start && $0.0 <= end }
                .map { Point(timestamp: $0.0, value: $0.1) }
            guard !points.isEmpty else { continue }
            let labels = one.dropsName ? one.labels.withoutName : one.labels
            guard seen.insert(labels).inserted else { throw Self.duplicateLabels }
            series.append(MatrixSeries(labels: labels, points: points))
        }
        return series.sorted { $0.labels < $1.labels }
    }

    private func result(_ value: QueryValue) -> QueryResult {
        QueryResult(
            value: value, warnings: context.annotations.warnings, infos: context.annotations.infos,
            samplesRead: context.budget.read)
    }
}
