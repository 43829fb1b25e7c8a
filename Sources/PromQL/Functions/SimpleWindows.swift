struct SumOverTime: WindowFunction {
    func value(_ samples: borrowing Samples, _ window: Window) -> Double {
        var sum = KahanSum()
        for index in window.indices { sum.add(samples.values[index]) }
        return sum.total
    }
}

struct AverageOverTime: WindowFunction {
    func value(_ samples: borrowing Samples, _ window: Window) -> Double {
        var sum = KahanSum()
        for index in window.indices { sum.add(samples.values[index]) }
        // Only a sum that has overflowed needs the slower way.
        if sum.sum.isFinite {
            let count = Double(window.indices.count)
            return sum.sum / count + sum.compensation / count
        }
        var mean = KahanMean()
        for index in window.indices { mean.add(samples.values[index]) }
        return mean.mean
    }
}

/// The largest or smallest value; NaN only where there is nothing else.
struct ExtremeOverTime: WindowFunction {
    let isMaximum: Bool

    func value(_ samples: borrowing Samples, _ window: Window) -> Double {
        var extreme = samples.values[window.indices.lowerBound]
        for index in window.indices {
            let value = samples.values[index]
            if (isMaximum ? value > extreme : value < extreme) || extreme.isNaN { extreme = value }
        }
        return extreme
    }
}

struct CountOverTime: WindowFunction {
    func value(_ samples: borrowing Samples, _ window: Window) -> Double {
        Double(window.indices.count)
    }
}

struct PresentOverTime: WindowFunction {
    func value(_ samples: borrowing Samples, _ window: Window) -> Double { 1 }
}

/// The first or last value of the range.
struct EdgeOverTime: WindowFunction {
    let isLast: Bool

    func value(_ samples: borrowing Samples, _ window: Window) -> Double {
        samples.values[isLast ? window.indices.upperBound - 1 : window.indices.lowerBound]
    }
}

/// The variance of the population, or its root.
struct VarianceOverTime: WindowFunction {
    let isDeviation: Bool

    func value(_ samples: borrowing Samples, _ window: Window) -> Double {
        var count = 0.0
        var mean = KahanSum()
        var squares = KahanSum()
        for index in window.indices {
            count += 1
            let value = samples.values[index]
            let delta = value - (mean.sum + mean.compensation)
            mean.add(delta / count)
            squares.add(delta * (value - (mean.sum + mean.compensation)))
        }
        let variance = (squares.sum + squares.compensation) / count
        return isDeviation ? variance.squareRoot() : variance
    }
}

struct ChangesOverTime: WindowFunction {
    func value(_ samples: borrowing Samples, _ window: Window) -> Double {
        var changes = 0
        for index in window.indices.dropFirst() {
            let current = samples.values[index]
            let previous = samples.values[index - 1]
            if current != previous && !(current.isNaN && previous.isNaN) { changes += 1 }
        }
        return Double(changes)
    }
}

struct ResetsOverTime: WindowFunction {
    func value(_ samples: borrowing Samples, _ window: Window) -> Double {
        var resets = 0
        for index in window.indices.dropFirst() where samples.values[index] < samples.values[index - 1] {
            resets += 1
        }
        return Double(resets)
    }
}

/// The time of the first or last sample, or of the extreme, in seconds.
struct TimeOverTime: WindowFunction {
    enum Kind {
        case first, last, maximum, minimum
    }

    let kind: Kind

    func value(_ samples: borrowing Samples, _ window: Window) -> Double {
        var chosen = window.indices.lowerBound
        switch kind {
        case .first: break
        case .last: chosen = window.indices.upperBound - 1
        case .maximum, .minimum:
            for index in window.indices {
                let value = samples.values[index]
                let extreme = samples.values[chosen]
                if (kind == .maximum ? value >= extreme : value <= extreme) || extreme.isNaN { chosen = index }
            }
        }
        return Double(samples.times[chosen]) / 1000
    }
}
