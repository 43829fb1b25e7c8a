internal import TimeSeries

/// Collects the samples of some series from blocks and from memory, in the order of time.
struct SampleGathering {
    /// Ascending.
    let ids: [UInt32]
    let from: Int64
    let through: Int64
    let maximumSamples: Int
    private var samples = 0
    private var series: [Part]
    /// Timestamps of late, by which columns they were put together from, for series that have the same.
    private var shared: (key: [ColumnKey], times: [Int64]) = ([], [])

    private struct ColumnKey: Equatable {
        let block: Int64
        let column: Int
        let range: Range<Int>
    }

    /// What one series has so far.
    private struct Part {
        /// The columns that the timestamps come from; empty where they come from elsewhere too.
        var columns: [(key: ColumnKey, times: [Int64])] = []
        /// Timestamps after those of `columns`.
        var times: [Int64] = []
        var values: [Double] = []
        var last = Int64.min
        var isOrdered = true
    }

    init(ids: [UInt32], from: Int64, through: Int64, maximumSamples: Int) {
        self.ids = ids
        self.from = from
        self.through = through
        self.maximumSamples = maximumSamples
        series = Array(repeating: Part(), count: ids.count)
    }

    /// Where the ids of a range are among ``ids``.
    func places(in range: Range<UInt32>) -> Range<Int> {
        let row = SampleRow(time: 0, ids: ids, values: [])
        return row.lowerBound(range.lowerBound)..<row.lowerBound(range.upperBound)
    }

    /// The indices of the times from one to another, both included.
    static func range(of times: [Int64], from: Int64, through: Int64) -> Range<Int> {
        guard let first = times.first, let last = times.last, first <= through, last >= from else { return 0..<0 }
        let start = first >= from ? 0 : lowerBound(times, from)
        let end = last <= through ? times.count : lowerBound(times, through + 1)
        return start..<max(start, end)
    }

    private static func lowerBound(_ times: [Int64], _ time: Int64) -> Int {
        var (low, high) = (0, times.count)
        while low < high {
            let middle = (low + high) / 2
            if times[middle] < time { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Adds a part of a column.
    mutating func add(
        _ times: [Int64], _ values: [Double], _ range: Range<Int>, at place: Int, columnKey: (Int64, Int)?
    ) {
        guard !range.isEmpty else { return }
        samples += range.count
        if times[range.lowerBound] <= series[place].last { series[place].isOrdered = false }
        series[place].last = max(series[place].last, times[range.upperBound - 1])
        if let columnKey, series[place].times.isEmpty {
            let key = ColumnKey(block: columnKey.0, column: columnKey.1, range: range)
            series[place].columns.append((key, times))
        } else {
            series[place].times += times[range]
        }
        series[place].values += values[range]
    }

    /// Adds what rows have that is newer than what was added before.
    mutating func add(_ rows: [SampleRow]) throws {
        for row in rows where row.time >= from && row.time <= through {
            if ids.count * 4 < row.ids.count {
                for (place, id) in ids.enumerated() {
                    if let index = row.index(of: id) { add(row, index, at: place) }
                }
            } else {
                var index = 0
                for (place, id) in ids.enumerated() {
                    while index < row.ids.count, row.ids[index] < id { index += 1 }
                    guard index < row.ids.count else { break }
                    if row.ids[index] == id { add(row, index, at: place) }
                }
            }
            try checkBound()
        }
    }

    private mutating func add(_ row: SampleRow, _ index: Int, at place: Int) {
        guard row.time > series[place].last else { return }
        series[place].last = row.time
        series[place].times.append(row.time)
        series[place].values.append(row.values[index])
        samples += 1
    }

    /// Whether there are more samples than may be: what is added now is added in vain.
    var isOverBound: Bool { samples > maximumSamples }

    func checkBound() throws(TelemetryError) {
        guard !isOverBound else { throw .tooManySamples(limit: maximumSamples) }
    }

    /// The samples of each id; consecutive series with the same timestamps share them.
    mutating func finished() -> [(times: [Int64], values: [Double])] {
        var result: [(times: [Int64], values: [Double])] = []
        result.reserveCapacity(series.count)
        for place in series.indices {
            let part = series[place]
            series[place] = Part()
            let key = part.columns.map(\.key)
            if part.isOrdered, !key.isEmpty, key == shared.key,
                shared.times.suffix(part.times.count).elementsEqual(part.times),
                shared.times.count == part.values.count
            {
                result.append((shared.times, part.values))
                continue
            }
            var times: [Int64] = []
            times.reserveCapacity(part.values.count)
            for column in part.columns { times += column.times[column.key.range] }
            times += part.times
            if part.isOrdered {
                shared = (key, times)
                result.append((times, part.values))
            } else {
                result.append(Self.ordered(times, part.values))
            }
        }
        return result
    }

    /// Samples in the order of time; of several at one time the one that was added last.
    static func ordered(_ times: [Int64], _ values: [Double]) -> (times: [Int64], values: [Double]) {
        let order = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
        var result: (times: [Int64], values: [Double]) = ([], [])
        for index in order {
            if result.times.last == times[index] {
                result.values[result.values.count - 1] = values[index]
            } else {
                result.times.append(times[index])
                result.values.append(values[index])
            }
        }
        return result
    }
}
