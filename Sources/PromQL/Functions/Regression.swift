/// A line through samples by least squares.
struct LinearRegression {
    /// Per second.
    let slope: Double
    /// The value at the time asked for.
    let intercept: Double

    /// Fits the samples of a window; `time`, in milliseconds, is where the intercept is wanted.
    init(_ samples: borrowing Samples, _ indices: Range<Int>, at time: Int64) {
        let initial = samples.values[indices.lowerBound]
        var isConstant = true
        var x = KahanSum()
        var y = KahanSum()
        var xy = KahanSum()
        var xx = KahanSum()
        for index in indices {
            let value = samples.values[index]
            if index > indices.lowerBound, value != initial { isConstant = false }
            let seconds = Double(samples.times[index] - time) / 1000
            x.add(seconds)
            y.add(value)
            xy.add(seconds * value)
            xx.add(seconds * seconds)
        }
        if isConstant {
            slope = initial.isInfinite ? .nan : 0
            intercept = initial.isInfinite ? .nan : initial
            return
        }
        let count = Double(indices.count)
        let sumX = x.sum + x.compensation
        let sumY = y.sum + y.compensation
        let covariance = xy.sum + xy.compensation - sumX * sumY / count
        let variance = xx.sum + xx.compensation - sumX * sumX / count
        slope = covariance / variance
        intercept = sumY / count - slope * sumX / count
    }
}

struct Derivative: WindowFunction {
    func value(_ samples: borrowing Samples, _ window: Window) -> Double {
        guard window.indices.count > 1 else { return Gap.value }
        return LinearRegression(samples, window.indices, at: samples.times[window.indices.lowerBound]).slope
    }
}

struct LinearPrediction: WindowFunction {
    /// Seconds ahead, one a step.
    let seconds: [Double]

    var dependsOnStep: Bool { true }

    func value(_ samples: borrowing Samples, _ window: Window) -> Double {
        guard window.indices.count > 1 else { return Gap.value }
        let line = LinearRegression(samples, window.indices, at: window.time)
        return line.slope * seconds[window.step] + line.intercept
    }
}

/// Double exponential smoothing, Holt's linear method.
struct DoubleExponentialSmoothing: WindowFunction {
    /// One a step, each between 0 and 1.
    let smoothing: [Double]
    let trend: [Double]

    var dependsOnStep: Bool { true }

    func value(_ samples: borrowing Samples, _ window: Window) -> Double {
        guard window.indices.count > 1 else { return Gap.value }
        let first = window.indices.lowerBound
        let smoothing = smoothing[window.step]
        let trend = trend[window.step]
        var previous = 0.0
        var current = samples.values[first]
        var slope = samples.values[first + 1] - current
        for index in window.indices.dropFirst() {
            if index > first + 1 { slope = trend * (current - previous) + (1 - trend) * slope }
            let next = smoothing * samples.values[index] + (1 - smoothing) * (current + slope)
            previous = current
            current = next
        }
        return current
    }
}
