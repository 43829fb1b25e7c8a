/// `rate`, `increase` and `delta`: the difference over a range, extended to where the series probably began and ended.
///
/// As Prometheus does it: up to the range's edge where a sample lies within 1.1 average distances of it, else by half an
/// average distance; a counter is not extended to below zero.
struct ExtrapolatedRate: WindowFunction {
    let isCounter: Bool
    /// Whether the result is per second.
    let isRate: Bool
    /// Seconds of the range.
    let seconds: Double
    /// How many resets lie at or before each sample, so that a window without any needs no look at its samples.
    private var resets: [Int32] = []

    init(isCounter: Bool, isRate: Bool, duration: Int64) {
        self.isCounter = isCounter
        self.isRate = isRate
        seconds = Double(duration) / 1000
    }

    mutating func prepare(_ samples: borrowing Samples) {
        guard isCounter else { return }
        resets = [Int32](repeating: 0, count: samples.values.count)
        var count: Int32 = 0
        for index in samples.values.indices.dropFirst() {
            if samples.values[index] < samples.values[index - 1] { count += 1 }
            resets[index] = count
        }
    }

    func value(_ samples: borrowing Samples, _ window: Window) -> Double {
        let first = window.indices.lowerBound
        let last = window.indices.upperBound - 1
        guard last > first else { return Gap.value }
        let firstValue = samples.values[first]
        var difference = samples.values[last] - firstValue
        if isCounter, resets[last] != resets[first] {
            for index in first + 1...last where samples.values[index] < samples.values[index - 1] {
                difference += samples.values[index - 1]
            }
        }
        let sampled = Double(samples.times[last] - samples.times[first]) / 1000
        let average = sampled / Double(last - first)
        let threshold = average * 1.1
        var toStart = Double(samples.times[first] - window.start) / 1000
        var toEnd = Double(window.end - samples.times[last]) / 1000
        if toStart >= threshold { toStart = average / 2 }
        if isCounter, difference > 0, firstValue >= 0 {
            toStart = min(toStart, sampled * (firstValue / difference))
        }
        if toEnd >= threshold { toEnd = average / 2 }
        var factor = (sampled + toStart + toEnd) / sampled
        if isRate { factor /= seconds }
        return difference * factor
    }
}

/// `irate` and `idelta`: the difference of the last two samples.
struct InstantDifference: WindowFunction {
    let isRate: Bool

    func value(_ samples: borrowing Samples, _ window: Window) -> Double {
        let last = window.indices.upperBound - 1
        guard last > window.indices.lowerBound else { return Gap.value }
        let interval = samples.times[last] - samples.times[last - 1]
        guard interval != 0 else { return Gap.value }
        let current = samples.values[last]
        let previous = samples.values[last - 1]
        guard isRate else { return current - previous }
        // After a reset the counter began at zero.
        let difference = current < previous ? current : current - previous
        return difference / (Double(interval) / 1000)
    }
}
