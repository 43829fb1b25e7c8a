/// What an aggregation remembers of the values of one group at one step.
protocol Accumulator {
    init()
    mutating func add(_ value: Double)
    var isEmpty: Bool { get }
    var result: Double { get }
}

struct SumAccumulator: Accumulator {
    private var sum = KahanSum()
    private(set) var isEmpty = true

    mutating func add(_ value: Double) {
        if isEmpty {
            sum.sum = value
            isEmpty = false
        } else {
            sum.add(value)
        }
    }

    var result: Double { sum.sum + sum.compensation }
}

struct MeanAccumulator: Accumulator {
    private var mean = KahanMean()
    private(set) var isEmpty = true

    mutating func add(_ value: Double) {
        mean.add(value)
        isEmpty = false
    }

    var result: Double { mean.mean }
}

struct CountAccumulator: Accumulator {
    private var count = 0

    mutating func add(_ value: Double) { count += 1 }

    var isEmpty: Bool { count == 0 }
    var result: Double { Double(count) }
}

struct PresenceAccumulator: Accumulator {
    private(set) var isEmpty = true

    mutating func add(_ value: Double) { isEmpty = false }

    var result: Double { 1 }
}

/// NaN gives way to any number.
struct MaximumAccumulator: Accumulator {
    private(set) var result = Gap.value

    mutating func add(_ value: Double) {
        if isEmpty || result < value || result.isNaN { result = value }
    }

    var isEmpty: Bool { Gap.isGap(result) }
}

/// NaN gives way to any number.
struct MinimumAccumulator: Accumulator {
    private(set) var result = Gap.value

    mutating func add(_ value: Double) {
        if isEmpty || result > value || result.isNaN { result = value }
    }

    var isEmpty: Bool { Gap.isGap(result) }
}

/// The variance of the population by Welford's method.
struct VarianceAccumulator: Accumulator {
    private var count = 0.0
    private var mean = 0.0
    private var squares = 0.0

    mutating func add(_ value: Double) {
        count += 1
        if count == 1 {
            mean = value
            squares = value.isFinite ? 0 : .nan
            return
        }
        let delta = value - mean
        mean += delta / count
        squares += delta * (value - mean)
    }

    var isEmpty: Bool { count == 0 }
    var result: Double { squares / count }
}

struct DeviationAccumulator: Accumulator {
    private var variance = VarianceAccumulator()

    mutating func add(_ value: Double) { variance.add(value) }

    var isEmpty: Bool { variance.isEmpty }
    var result: Double { variance.result.squareRoot() }
}
