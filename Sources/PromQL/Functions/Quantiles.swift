/// Quantiles of plain values.
enum Quantiles {
    /// The quantile by linear interpolation between the two nearest values; sorts them, NaN first.
    ///
    /// Below 0 it is -Inf, above 1 +Inf, and NaN for NaN or no values.
    static func quantile(_ quantile: Double, of values: inout [Double]) -> Double {
        guard !values.isEmpty, !quantile.isNaN else { return .nan }
        if quantile < 0 { return -.infinity }
        if quantile > 1 { return .infinity }
        values.sort(by: precedes)
        let rank = quantile * Double(values.count - 1)
        let lower = max(0, rank.rounded(.down))
        let upper = min(Double(values.count - 1), lower + 1)
        let weight = rank - rank.rounded(.down)
        return values[Int(lower)] * (1 - weight) + values[Int(upper)] * weight
    }

    /// Ascending, with NaN before everything.
    static func precedes(_ left: Double, _ right: Double) -> Bool {
        left.isNaN ? !right.isNaN : left < right
    }

    static func isValid(_ quantile: Double) -> Bool {
        quantile >= 0 && quantile <= 1
    }
}

struct QuantileOverTime: WindowFunction {
    /// One a step.
    let quantiles: [Double]

    var dependsOnStep: Bool { true }

    func value(_ samples: borrowing Samples, _ window: Window) -> Double {
        var values = Array(samples.values[window.indices])
        return Quantiles.quantile(quantiles[window.step], of: &values)
    }
}

/// The median of the distances from the median.
struct MedianDeviationOverTime: WindowFunction {
    func value(_ samples: borrowing Samples, _ window: Window) -> Double {
        var values = Array(samples.values[window.indices])
        let median = Quantiles.quantile(0.5, of: &values)
        for index in values.indices { values[index] = (values[index] - median).magnitude }
        return Quantiles.quantile(0.5, of: &values)
    }
}
