internal import Signals

extension Evaluator {
    /// Evaluates a function of histograms; those of native histograms find none among float samples.
    func evaluateHistogramFunction(_ call: Call) throws(QueryError) -> [Track]? {
        switch call.function.name {
        case "histogram_quantile": return try quantiles(call)
        case "histogram_fraction": return try fractions(call)
        case "histogram_avg", "histogram_count", "histogram_sum", "histogram_stddev", "histogram_stdvar":
            _ = try vector(call.arguments[0])
            return []
        default: return nil
        }
    }

    private func quantiles(_ call: Call) throws(QueryError) -> [Track] {
        let quantiles = try scalar(call.arguments[0])
        let argument = call.arguments[1]
        let tracks = try vector(argument)
        for quantile in Set(quantiles.lazy.filter { !Quantiles.isValid($0) }.map(\.bitPattern)).sorted() {
            context.annotations.invalidQuantile(Double(bitPattern: quantile), at: call.arguments[0].unwrapped.range)
        }
        let range = argument.unwrapped.range
        // Once a name: such data is often so at every step.
        var told: Set<String> = []
        return try overHistograms(tracks, at: range) { buckets, step, name in
            let (value, isForced) = buckets.quantile(quantiles[step])
            if isForced, told.insert(name).inserted { context.annotations.forcedMonotonicity(metric: name, at: range) }
            return value
        }
    }

    private func fractions(_ call: Call) throws(QueryError) -> [Track] {
        let lower = try scalar(call.arguments[0])
        let upper = try scalar(call.arguments[1])
        let tracks = try vector(call.arguments[2])
        return try overHistograms(tracks, at: call.arguments[2].unwrapped.range) { buckets, step, _ in
            buckets.fraction(from: lower[step], through: upper[step])
        }
    }

    /// Gathers series that differ only in `le` and applies a function to their buckets at each step.
    private func overHistograms(
        _ tracks: [Track], at range: SourceRange, _ function: (inout Buckets, Int, String) -> Double
    ) throws(QueryError) -> [Track] {
        let delays = context.options.delaysNameRemoval
        let excluded = Set(exact: delays ? [LabelText.bucket] : [LabelText.bucket, LabelText.metricName])
        var places: [LabelSet: Int] = [:]
        var histograms: [(labels: LabelSet, buckets: [(bound: Double, track: Int)])] = []
        for (index, track) in tracks.enumerated() {
            let text = track.labels[LabelText.bucket] ?? ""
            guard let bound = NumberText.bound(text) else {
                context.annotations.badBucketLabel(text, metric: track.labels.metricName, at: range)
                continue
            }
            let labels = track.labels.removing(excluded)
            let place = places[labels] ?? histograms.count
            if place == histograms.count {
                places[labels] = place
                histograms.append((labels, []))
            }
            histograms[place].buckets.append((bound, index))
        }
        var result: [Track] = []
        var buckets = Buckets()
        for histogram in histograms {
            try context.checkInterruption()
            try context.budget.hold(grid.count)
            let columns = histogram.buckets.sorted { $0.bound < $1.bound }
                .map { (bound: $0.bound, values: tracks[$0.track].values) }
            let name = delays ? histogram.labels.metricName : ""
            var values = [Double](repeating: Gap.value, count: grid.count)
            for step in values.indices {
                buckets.removeAll()
                for index in columns.indices where !Gap.isGap(columns[index].values[step]) {
                    buckets.append(upperBound: columns[index].bound, count: columns[index].values[step])
                }
                guard !buckets.buckets.isEmpty else { continue }
                values[step] = function(&buckets, step, name)
            }
            result.append(Track(labels: histogram.labels, dropsName: delays, values: values))
        }
        return try mergedNow(result)
    }
}

extension NumberText {
    /// The value of a bucket's `le`, as Go's `strconv.ParseFloat` reads it; nil where it is no number.
    static func bound(_ text: String) -> Double? {
        switch text.lowercased() {
        case "inf", "+inf", "infinity", "+infinity": .infinity
        case "-inf", "-infinity": -.infinity
        case "nan": .nan
        default:
            text.utf8.allSatisfy { LabelText.isDigit($0) || ".eE+-xXpPabcdfABCDF".utf8.contains($0) }
                ? Double(text) : nil
        }
    }
}
