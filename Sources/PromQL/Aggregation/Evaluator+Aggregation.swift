internal import Signals

extension Evaluator {
    /// Evaluates an aggregation.
    func evaluate(_ aggregation: Aggregation) throws(QueryError) -> [Track] {
        switch aggregation.operation {
        case .sum: try accumulate(aggregation, SumAccumulator.self)
        case .avg: try accumulate(aggregation, MeanAccumulator.self)
        case .count: try accumulate(aggregation, CountAccumulator.self)
        case .group: try accumulate(aggregation, PresenceAccumulator.self)
        case .min: try accumulate(aggregation, MinimumAccumulator.self)
        case .max: try accumulate(aggregation, MaximumAccumulator.self)
        case .stddev: try accumulate(aggregation, DeviationAccumulator.self)
        case .stdvar: try accumulate(aggregation, VarianceAccumulator.self)
        case .quantile: try quantile(aggregation)
        case .countValues: try countValues(aggregation)
        case .topk, .bottomk, .limitk, .limitRatio: try select(aggregation)
        }
    }

    /// The series under an aggregation and its parameter at each step.
    func operands(_ aggregation: Aggregation) throws(QueryError) -> (tracks: [Track], parameter: [Double]) {
        let parameter: [Double]
        if let expression = aggregation.parameter, expression.type == .scalar {
            parameter = try scalar(expression)
        } else {
            parameter = []
        }
        return (try vector(aggregation.expression), parameter)
    }

    private func accumulate<A: Accumulator>(_ aggregation: Aggregation, _: A.Type) throws(QueryError) -> [Track] {
        let (tracks, _) = try operands(aggregation)
        var result: [Track] = []
        var accumulators: [A] = []
        for group in Grouping(tracks, by: aggregation).groups {
            try context.checkInterruption()
            try context.budget.hold(grid.count)
            accumulators.removeAll(keepingCapacity: true)
            accumulators.append(contentsOf: repeatElement(A(), count: grid.count))
            for member in group.members {
                let values = tracks[member].values
                for step in accumulators.indices where !Gap.isGap(values[step]) {
                    accumulators[step].add(values[step])
                }
            }
            result.append(
                Track(
                    labels: group.labels, dropsName: group.dropsName,
                    values: accumulators.map { $0.isEmpty ? Gap.value : $0.result }))
        }
        return result
    }

    private func quantile(_ aggregation: Aggregation) throws(QueryError) -> [Track] {
        let (tracks, quantiles) = try operands(aggregation)
        var result: [Track] = []
        var values: [Double] = []
        for group in Grouping(tracks, by: aggregation).groups {
            try context.checkInterruption()
            try context.budget.hold(grid.count)
            var column = [Double](repeating: Gap.value, count: grid.count)
            for step in column.indices {
                values.removeAll(keepingCapacity: true)
                for member in group.members where !Gap.isGap(tracks[member].values[step]) {
                    values.append(tracks[member].values[step])
                }
                if !values.isEmpty { column[step] = Quantiles.quantile(quantiles[step], of: &values) }
            }
            result.append(Track(labels: group.labels, dropsName: group.dropsName, values: column))
        }
        if let parameter = aggregation.parameter, !tracks.isEmpty {
            for quantile in Set(quantiles.lazy.filter { !Quantiles.isValid($0) }.map(\.bitPattern)).sorted() {
                context.annotations.invalidQuantile(Double(bitPattern: quantile), at: parameter.range)
            }
        }
        return result
    }

    /// One series a distinct value of a group, counting how often it occurs.
    private func countValues(_ aggregation: Aggregation) throws(QueryError) -> [Track] {
        guard let parameter = aggregation.parameter, case .string(let label) = try evaluate(parameter) else {
            throw .execution("count_values needs the name of a label")
        }
        guard !label.isEmpty else { throw .execution("invalid label name \(GoQuote.quoted(label))") }
        let tracks = try vector(aggregation.expression)
        var result: [Track] = []
        for group in Grouping(tracks, by: aggregation).groups {
            var places: [UInt64: Int] = [:]
            for member in group.members {
                try context.checkInterruption()
                for (step, value) in tracks[member].values.enumerated() where !Gap.isGap(value) {
                    // All NaNs print the same, and so do they count.
                    let key = value.isNaN ? Double.nan.bitPattern : value.bitPattern
                    let place: Int
                    if let known = places[key] {
                        place = known
                    } else {
                        try context.budget.hold(grid.count)
                        place = result.count
                        places[key] = place
                        result.append(
                            Track(
                                labels: group.labels.setting(label, to: SampleText.format(value)),
                                dropsName: group.dropsName,
                                values: [Double](repeating: Gap.value, count: grid.count)))
                    }
                    let count = result[place].values[step]
                    result[place].values[step] = Gap.isGap(count) ? 1 : count + 1
                }
            }
        }
        return try merged(result)
    }
}
