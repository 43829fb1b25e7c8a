internal import Signals

/// Samples summed up over equal stretches of time, each stamped with its end.
public enum Rollup {
    /// Rolls the samples of a series up.
    ///
    /// `previous` is the value of the sample before the first one, where there is one: the increase counts from it. The
    /// result has the columns of ``RollupColumn``, and no row for a stretch without samples; nil where there is no row.
    public static func of(
        _ series: SeriesColumns, into resolution: Resolution, previous: Double?
    ) -> SeriesColumns? {
        guard let samples = series.values.first else { return nil }
        let width = resolution.bucketMilliseconds
        var result = Rows(id: series.id)
        var bucket = Bucket()
        var before = previous
        var end = Int64.min
        for (time, value) in zip(series.times, samples) where !StaleMarker.isMarker(value) {
            let itsEnd = Resolution.multiple(of: width, below: time) + width
            if itsEnd != end {
                result.append(bucket, at: end)
                (bucket, end) = (Bucket(), itsEnd)
            }
            bucket.add(value, after: before)
            before = value
        }
        result.append(bucket, at: end)
        return result.columns
    }

    /// Rolls roll-ups up once more.
    public static func coarser(_ series: SeriesColumns, into resolution: Resolution) -> SeriesColumns? {
        guard series.values.count == RollupColumn.allCases.count else { return nil }
        let width = resolution.bucketMilliseconds
        var result = Rows(id: series.id)
        var bucket = Bucket()
        var end = Int64.min
        for (index, time) in series.times.enumerated() {
            let itsEnd = Resolution.multiple(of: width, below: time) + width
            if itsEnd != end {
                result.append(bucket, at: end)
                (bucket, end) = (Bucket(), itsEnd)
            }
            bucket.add(series.values.map { $0[index] })
        }
        result.append(bucket, at: end)
        return result.columns
    }

    /// What one stretch has gathered.
    private struct Bucket {
        var count = 0.0
        var sum = CompensatedSum()
        var minimum = Double.nan
        var maximum = Double.nan
        var last = 0.0
        var increase = CompensatedSum()

        mutating func add(_ value: Double, after before: Double?) {
            count += 1
            sum.add(value)
            if minimum.isNaN || value < minimum { minimum = value }
            if maximum.isNaN || value > maximum { maximum = value }
            last = value
            if let before { increase.add(value < before ? value : value - before) }
        }

        mutating func add(_ row: [Double]) {
            count += row[RollupColumn.count.rawValue]
            sum.add(row[RollupColumn.sum.rawValue])
            let (least, greatest) = (row[RollupColumn.minimum.rawValue], row[RollupColumn.maximum.rawValue])
            if minimum.isNaN || least < minimum { minimum = least }
            if maximum.isNaN || greatest > maximum { maximum = greatest }
            last = row[RollupColumn.last.rawValue]
            increase.add(row[RollupColumn.increase.rawValue])
        }
    }

    /// The rows so far, as columns.
    private struct Rows {
        let id: UInt32
        var times: [Int64] = []
        var values = [[Double]](repeating: [], count: RollupColumn.allCases.count)

        var columns: SeriesColumns? {
            times.isEmpty ? nil : SeriesColumns(id: id, times: times, values: values)
        }

        mutating func append(_ bucket: Bucket, at end: Int64) {
            guard bucket.count > 0 else { return }
            times.append(end)
            let row = [
                bucket.count, bucket.sum.value, bucket.minimum, bucket.maximum, bucket.last, bucket.increase.value,
            ]
            for (column, value) in row.enumerated() { values[column].append(value) }
        }
    }
}

/// A sum with the rounding errors of its additions carried along (Neumaier, 1974), put on a decimal grid where it lies
/// next to one.
///
/// Decimal samples have decimal sums; the binary noise that addition leaves in the last bits says nothing and does not
/// compress.
struct CompensatedSum {
    private var total = 0.0
    private var correction = 0.0

    mutating func add(_ value: Double) {
        let next = total + value
        if next.isFinite {
            correction += total.magnitude >= value.magnitude ? (total - next) + value : (value - next) + total
        }
        total = next
    }

    var value: Double {
        let sum = total.isFinite ? total + correction : total
        guard sum.isFinite, sum.rounded() != sum else { return sum == 0 ? 0 : sum }
        for power in DecimalScale.powers.dropFirst().prefix(9) {
            let scaled = (sum * power).rounded()
            guard scaled.magnitude < 0x1p53 else { return sum }
            let decimal = scaled / power
            if (decimal - sum).magnitude <= 4 * sum.ulp { return decimal }
        }
        return sum
    }
}
