internal import Signals

/// A range aggregation whose lines have been read.
final class RangeNode: PlanNode {
    let table = SeriesTable()
    private let aggregation: RangeAggregation
    private let windows: Windows
    private var series: [PaneSeries] = []
    /// The one series of `absent_over_time`.
    private var absent: Int?

    /// Prepares an aggregation; `grouping` is what an aggregation above it allows to leave out already.
    init(_ aggregation: RangeAggregation, windows: Windows) {
        self.aggregation = aggregation
        self.windows = windows
    }

    /// Reads the lines.
    func load(
        _ source: any LogSource, grouping: Grouping?, detectsLevel: Bool, _ watch: inout QueryGuard
    ) throws {
        let streams = try source.streams(matching: aggregation.log.matchers, in: windows.range)
        let isAbsent = aggregation.function == .absentOverTime
        let reader = SampleReader(
            aggregation, grouping: isAbsent ? Grouping(without: false, labels: []) : aggregation.grouping ?? grouping,
            windows: windows, table: table, streamCount: streams.count, detectsLevel: detectsLevel)
        let request = LogRequest(
            streams: streams, range: windows.range, direction: .forward, needles: reader.pipeline.needles)
        try watch.check()
        var inner = watch
        defer { watch = inner }
        try source.readEntries(request) { entry in
            try inner.count(entry.line)
            guard streams.indices.contains(entry.stream) else { return true }
            if try reader.take(entry, of: streams) { inner.countMatch() }
            return true
        }
        series = reader.series
        if isAbsent { absent = table.number(of: Self.absentLabels(aggregation.log.matchers)) }
    }

    /// The labels that the selector fixes.
    private static func absentLabels(_ matchers: [LabelMatcher]) -> LabelSet {
        var set = LabelSet.empty
        for matcher in matchers {
            guard case .equal(let value) = matcher.operation,
                !matchers.contains(where: { $0.name == matcher.name && !Self.isEqual($0, value) })
            else { continue }
            set = set.setting(matcher.name, to: value)
        }
        return set
    }

    private static func isEqual(_ matcher: LabelMatcher, _ value: String) -> Bool {
        if case .equal(value) = matcher.operation { true } else { false }
    }

    func value(at step: Int) -> StepValue {
        let panes = windows.panes(of: step)
        var samples: [Sample] = []
        for (number, series) in series.enumerated() {
            guard let content = series.content(of: panes) else { continue }
            samples.append(Sample(series: number, value: value(of: content, series, step)))
        }
        guard let absent else { return .vector(samples) }
        return .vector(samples.isEmpty ? [Sample(series: absent, value: 1)] : [])
    }

    private func value(of content: Accumulator, _ series: PaneSeries, _ step: Int) -> Double {
        let seconds = Double(aggregation.interval) / 1e9
        switch aggregation.function {
        case .countOverTime: return content.count
        case .rate, .bytesRate: return content.sum / seconds
        case .bytesOverTime, .sumOverTime: return content.sum
        case .rateCounter:
            return content.counterRate(end: windows.end(of: step), interval: aggregation.interval)
        case .averageOverTime: return content.average
        case .minimumOverTime: return content.minimum
        case .maximumOverTime: return content.maximum
        case .standardVarianceOverTime: return content.variance
        case .standardDeviationOverTime: return content.variance.squareRoot()
        case .firstOverTime: return content.first
        case .lastOverTime: return content.last
        case .absentOverTime: return 1
        case .quantileOverTime: return Quantile.value(aggregation.parameter ?? 0, series.currentValues())
        }
    }
}

/// Quantiles as Prometheus works them out: between the two nearest values, in proportion.
enum Quantile {
    static func value(_ quantile: Double, _ values: [Double]) -> Double {
        guard !values.isEmpty, !quantile.isNaN else { return .nan }
        if quantile < 0 { return -.infinity }
        if quantile > 1 { return .infinity }
        let sorted = values.sorted { $0 < $1 || ($0.isNaN && !$1.isNaN) }
        let rank = quantile * Double(sorted.count - 1)
        let lower = Int(rank.rounded(.down))
        let upper = min(lower + 1, sorted.count - 1)
        let weight = rank - rank.rounded(.down)
        return sorted[lower] * (1 - weight) + sorted[upper] * weight
    }
}
