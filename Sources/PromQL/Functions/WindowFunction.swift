/// The samples of a series that a range function looks at.
struct Samples {
    let times: [Int64]
    let values: [Double]
}

/// The part of a series within the range of one step.
struct Window {
    /// The samples' indices.
    var indices: Range<Int>
    /// Milliseconds; the range excludes its start and includes its end.
    var start: Int64
    var end: Int64
    /// The step and its time, which `@` and `offset` leave alone.
    var step: Int
    var time: Int64
}

/// A function over the samples of a range.
protocol WindowFunction {
    /// Whether the result depends on more than the window, so that a fixed window still gives changing results.
    var dependsOnStep: Bool { get }

    /// Looks at a series before its first window.
    mutating func prepare(_ samples: borrowing Samples)

    /// The value of a window that is not empty; ``Gap`` where there is none.
    func value(_ samples: borrowing Samples, _ window: Window) -> Double
}

extension WindowFunction {
    var dependsOnStep: Bool { false }

    mutating func prepare(_ samples: borrowing Samples) {}
}

extension Evaluator {
    /// Slides a function over the windows of every series; series without any value are left out.
    ///
    /// Where the argument should be a counter, its place is given, and what is not named like one is reported.
    func slide(
        _ function: some WindowFunction, over ranges: RangeVector, keepsName: Bool = false,
        counterAt place: SourceRange? = nil
    ) throws(QueryError) -> [Track] {
        var tracks: [Track] = []
        tracks.reserveCapacity(ranges.series.count)
        for series in ranges.series {
            try context.checkInterruption()
            try context.budget.hold(grid.count)
            let samples = Samples(times: series.times, values: series.values)
            guard let values = column(function, samples, ranges) else { continue }
            if let place { adviseOnCounter(series.labels.metricName, at: place) }
            let track = Track(labels: series.labels, dropsName: series.dropsName, values: values)
            tracks.append(keepsName ? track : context.droppingName(track))
        }
        return keepsName ? tracks : try unique(tracks)
    }

    /// Says where a rate is taken of something that is not named like a counter.
    private func adviseOnCounter(_ name: String, at range: SourceRange) {
        guard !name.isEmpty, !["_total", "_sum", "_count", "_bucket"].contains(where: name.hasSuffix) else { return }
        context.annotations.possibleNonCounter(metric: name, at: range)
    }

    /// The function's value at every step, with window bounds that only move forward; nil where there is none.
    private func column<F: WindowFunction>(_ function: F, _ samples: Samples, _ ranges: RangeVector) -> [Double]? {
        var function = function
        function.prepare(samples)
        var values = [Double](repeating: Gap.value, count: grid.count)
        var isEmpty = true
        var lower = 0
        var upper = 0
        let first = ranges.reference(grid.start, context)
        let isFixed = ranges.isFixed
        for step in values.indices {
            let end = isFixed ? first : first + Int64(step) * grid.step
            let start = end - ranges.duration
            while upper < samples.times.count, samples.times[upper] <= end { upper += 1 }
            while lower < upper, samples.times[lower] <= start { lower += 1 }
            guard lower < upper else { continue }
            let window = Window(
                indices: lower..<upper, start: start, end: end, step: step, time: grid.time(step))
            let value = function.value(samples, window)
            guard !Gap.isGap(value) else { continue }
            values[step] = value
            isEmpty = false
            if isFixed && !function.dependsOnStep {
                for other in values.indices { values[other] = value }
                break
            }
        }
        return isEmpty ? nil : values
    }
}
