/// What is known of the values in a pane or a window; two that follow each other can be put together.
struct Accumulator {
    private(set) var count = 0.0
    private(set) var sum = 0.0
    private(set) var minimum = Double.infinity
    private(set) var maximum = -Double.infinity
    private(set) var first = 0.0
    private(set) var last = 0.0
    private(set) var firstTime: Int64 = 0
    private(set) var lastTime: Int64 = 0
    /// What a counter lost where it began anew.
    private(set) var resets = 0.0
    private var mean = 0.0
    /// Sum of the squared distances from the mean (Welford).
    private var squares = 0.0

    init(_ value: Double, at time: Int64) {
        (count, sum, minimum, maximum, first, last, mean) = (1, value, value, value, value, value, value)
        (firstTime, lastTime) = (time, time)
    }

    /// Takes one value more, later than all before.
    mutating func add(_ value: Double, at time: Int64) {
        count += 1
        sum += value
        if value < minimum || minimum.isNaN { minimum = value }
        if value > maximum || maximum.isNaN { maximum = value }
        if value < last { resets += last }
        (last, lastTime) = (value, time)
        let distance = value - mean
        mean += distance / count
        squares += distance * (value - mean)
    }

    /// Takes what follows (Chan, Golub and LeVeque for the squares).
    mutating func append(_ next: Accumulator) {
        let distance = next.mean - mean
        let total = count + next.count
        squares += next.squares + distance * distance * count * next.count / total
        mean += distance * next.count / total
        count = total
        sum += next.sum
        if next.minimum < minimum || minimum.isNaN { minimum = next.minimum }
        if next.maximum > maximum || maximum.isNaN { maximum = next.maximum }
        resets += next.resets + (next.first < last ? last : 0)
        (last, lastTime) = (next.last, next.lastTime)
    }

    var variance: Double { squares / count }
    var average: Double { sum / count }

    /// The increase of a counter a second, as Prometheus's `rate` extrapolates it to the ends of the window.
    func counterRate(end: Int64, interval: Int64) -> Double {
        guard count > 1, lastTime > firstTime else { return 0 }
        let increase = last - first + resets
        let sampled = Double(lastTime - firstTime) / 1e9
        var toStart = Double(firstTime - (end - interval)) / 1e9
        let toEnd = Double(end - lastTime) / 1e9
        let average = sampled / (count - 1)
        if increase > 0, first >= 0 { toStart = min(toStart, sampled * (first / increase)) }
        let threshold = average * 1.1
        let covered =
            sampled + (toStart < threshold ? toStart : average / 2) + (toEnd < threshold ? toEnd : average / 2)
        return increase * (covered / sampled) / (Double(interval) / 1e9)
    }
}
