internal import Signals

extension TimeModifiers {
    /// The time that a selector looks at when it is evaluated at a step.
    func reference(_ time: Int64, _ context: QueryContext) -> Int64 {
        let base: Int64 =
            switch anchor {
            case .timestamp(let fixed): fixed
            case .boundary(.start): context.start
            case .boundary(.end): context.end
            case nil: time
            }
        return base - offset
    }
}

extension Evaluator {
    /// The newest sample of each series within the lookback, at each step.
    func tracks(of selector: VectorSelector) throws(QueryError) -> [Track] {
        try tracks(of: selector) { _, value in value }
    }

    /// The timestamps of the samples that a selector would yield, in seconds.
    func timestamps(of selector: VectorSelector) throws(QueryError) -> [Track] {
        try tracks(of: selector) { time, _ in Double(time) / 1000 }
    }

    private func tracks(
        of selector: VectorSelector, _ pick: (Int64, Double) -> Double
    ) throws(QueryError) -> [Track] {
        let lookback = context.options.lookback
        let first = selector.time.reference(grid.start, context)
        let last = selector.time.reference(grid.end, context)
        let series = try context.load(
            selector.matchers, from: first - lookback + 1, through: last,
            hints: SelectionHints(step: grid.count > 1 ? grid.step : 0))
        var tracks: [Track] = []
        tracks.reserveCapacity(series.count)
        for one in series {
            try context.checkInterruption()
            try context.budget.hold(grid.count)
            let values =
                selector.time.anchor == nil
                ? column(one, from: first, lookback: lookback, pick)
                : fixedColumn(one, at: first, lookback: lookback, pick)
            if let values { tracks.append(Track(labels: one.labels, values: values)) }
        }
        return tracks
    }

    /// Steps through a series once with an index that only moves forward; nil where nothing is there.
    private func column(
        _ series: SeriesSamples, from first: Int64, lookback: Int64, _ pick: (Int64, Double) -> Double
    ) -> [Double]? {
        var values = [Double](repeating: Gap.value, count: grid.count)
        var next = 0
        var isEmpty = true
        var reference = first
        for step in values.indices {
            while next < series.timestamps.count, series.timestamps[next] <= reference { next += 1 }
            if next > 0, series.timestamps[next - 1] > reference - lookback {
                let value = series.values[next - 1]
                if value.bitPattern != StaleMarker.bits {
                    values[step] = pick(series.timestamps[next - 1], value)
                    isEmpty = false
                }
            }
            reference += grid.step
        }
        return isEmpty ? nil : values
    }

    private func fixedColumn(
        _ series: SeriesSamples, at reference: Int64, lookback: Int64, _ pick: (Int64, Double) -> Double
    ) -> [Double]? {
        guard let index = series.timestamps.lastIndex(where: { $0 <= reference }),
            series.timestamps[index] > reference - lookback, series.values[index].bitPattern != StaleMarker.bits
        else { return nil }
        let value = pick(series.timestamps[index], series.values[index])
        return [Double](repeating: value, count: grid.count)
    }
}
