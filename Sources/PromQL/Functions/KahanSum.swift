/// A sum that keeps the rounding errors of its additions (Kahan's summation in Neumaier's form, as in Prometheus).
struct KahanSum {
    var sum = 0.0
    var compensation = 0.0

    @inline(__always)
    mutating func add(_ value: Double) {
        let total = sum + value
        // Knuth's exact error of an addition, which needs no branch on which summand is larger.
        let part = total - sum
        let error = (sum - (total - part)) + (value - part)
        compensation = total.isInfinite ? 0 : compensation + error
        sum = total
    }

    /// The sum with its errors added; an infinite one stays as it is.
    var total: Double {
        sum.isInfinite ? sum : sum + compensation
    }
}

/// A mean: the sum by the count, or where the sum would overflow, corrected with every value.
struct KahanMean {
    private var sum = KahanSum()
    private var count = 0.0
    private var isIncremental = false

    @inline(__always)
    mutating func add(_ value: Double) {
        count += 1
        if !isIncremental {
            var next = sum
            next.add(value)
            if count == 1 || !next.sum.isInfinite {
                sum = count == 1 ? KahanSum(sum: value) : next
                return
            }
            isIncremental = true
            sum.sum /= count - 1
            sum.compensation /= count - 1
        }
        let weight = (count - 1) / count
        sum.sum *= weight
        sum.compensation *= weight
        sum.add(value / count)
    }

    var mean: Double {
        isIncremental ? sum.sum + sum.compensation : sum.sum / count + sum.compensation / count
    }
}
