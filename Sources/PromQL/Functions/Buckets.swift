/// The cumulative buckets of a classic histogram at one step.
struct Buckets {
    struct Bucket {
        var upperBound: Double
        var count: Double
    }

    private(set) var buckets: [Bucket] = []

    /// Takes the next bucket; bounds must not descend, and equal ones are one bucket.
    mutating func append(upperBound: Double, count: Double) {
        if let last = buckets.last, last.upperBound == upperBound {
            buckets[buckets.count - 1].count += count
        } else {
            buckets.append(Bucket(upperBound: upperBound, count: count))
        }
    }

    mutating func removeAll() {
        buckets.removeAll(keepingCapacity: true)
    }

    private var hasInfinity: Bool {
        buckets.last.map { $0.upperBound == .infinity } ?? false
    }

    /// The quantile by linear interpolation within a bucket, and whether counts had to be made ascending for it.
    ///
    /// Below 0 it is -Inf, above 1 +Inf. Without a `+Inf` bucket, with fewer than two buckets or without observations
    /// it is NaN. In the top bucket it is the bound below, in the lowest one it reaches from 0 if its bound is above 0.
    mutating func quantile(_ quantile: Double) -> (value: Double, isForced: Bool) {
        if quantile.isNaN { return (.nan, false) }
        if quantile < 0 { return (-.infinity, false) }
        if quantile > 1 { return (.infinity, false) }
        guard hasInfinity else { return (.nan, false) }
        levelRoundingErrors()
        let isForced = makeAscending()
        guard buckets.count > 1, let observations = buckets.last?.count, observations != 0 else {
            return (.nan, false)
        }
        var rank = quantile * observations
        let index = firstIndex(reaching: rank)
        if index == buckets.count - 1 { return (buckets[buckets.count - 2].upperBound, isForced) }
        if index == 0, buckets[0].upperBound <= 0 { return (buckets[0].upperBound, isForced) }
        var start = 0.0
        var count = buckets[index].count
        if index > 0 {
            start = buckets[index - 1].upperBound
            count -= buckets[index - 1].count
            rank -= buckets[index - 1].count
        }
        return (start + (buckets[index].upperBound - start) * (rank / count), isForced)
    }

    /// The first bucket but the last whose count reaches a rank, by halving as Prometheus searches; else the last.
    private func firstIndex(reaching rank: Double) -> Int {
        var low = 0
        var high = buckets.count - 1
        while low < high {
            let middle = (low + high) / 2
            if buckets[middle].count >= rank { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// Makes counts equal that differ by less than a rounding error, relative to 1e-12.
    private mutating func levelRoundingErrors() {
        var previous = buckets[0].count
        for index in buckets.indices.dropFirst() {
            let current = buckets[index].count
            let delta = (current - previous).magnitude
            guard delta != 0 else { continue }
            if delta / current <= 1e-12 {
                buckets[index].count = previous
            } else {
                previous = current
            }
        }
    }

    private mutating func makeAscending() -> Bool {
        var isForced = false
        var highest = buckets[0].count
        for index in buckets.indices.dropFirst() {
            if buckets[index].count > highest {
                highest = buckets[index].count
            } else if buckets[index].count < highest {
                buckets[index].count = highest
                isForced = true
            }
        }
        return isForced
    }

    /// The share of observations between two bounds, by linear interpolation within buckets.
    func fraction(from lower: Double, through upper: Double) -> Double {
        guard hasInfinity, let count = buckets.last?.count, count != 0, !lower.isNaN, !upper.isNaN else {
            return .nan
        }
        guard lower < upper else { return 0 }
        let below = min(rank(of: lower) ?? count, count)
        let through = min(rank(of: upper) ?? count, count)
        return (through - below) / count
    }

    /// How many observations lie below a bound; nil where it is above all buckets.
    private func rank(of bound: Double) -> Double? {
        var rank = 0.0
        for (index, bucket) in buckets.enumerated() {
            let bottom = index > 0 ? buckets[index - 1].upperBound : -.infinity
            if bottom >= bound { return rank }
            if bucket.upperBound > bound {
                let start = index == 0 && bucket.upperBound > 0 ? 0 : bottom
                return rank + (bucket.count - rank) * (bound - start) / (bucket.upperBound - start)
            }
            rank = bucket.count
        }
        return nil
    }
}
