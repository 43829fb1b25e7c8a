/// Turns rows of moments into columns of series.
public enum RowTranspose {
    /// The samples that rows have of the series in a range of ids, with times after `start` and up to `end`: series in
    /// the order of their ids, each with its timestamps ascending.
    ///
    /// Within a series, rows are in the order of time. Its time is linear in the samples that it touches.
    public static func columns(
        _ rows: [SampleRow], ids: Range<UInt32>, after start: Int64, through end: Int64
    ) -> [SeriesColumns] {
        var parts: [(row: Int, range: Range<Int>)] = []
        var counts = [Int32](repeating: 0, count: ids.count)
        for (index, row) in rows.enumerated() where row.time > start && row.time <= end {
            let range = row.lowerBound(ids.lowerBound)..<row.lowerBound(ids.upperBound)
            guard !range.isEmpty else { continue }
            parts.append((index, range))
            for place in range { counts[Int(row.ids[place] - ids.lowerBound)] += 1 }
        }
        var offsets: [Int] = []
        offsets.reserveCapacity(counts.count)
        var total = 0
        for count in counts {
            offsets.append(total)
            total += Int(count)
        }
        var times = [Int64](repeating: 0, count: total)
        var values = [Double](repeating: 0, count: total)
        var next = offsets
        for (index, range) in parts {
            let row = rows[index]
            for place in range {
                let series = Int(row.ids[place] - ids.lowerBound)
                times[next[series]] = row.time
                values[next[series]] = row.values[place]
                next[series] += 1
            }
        }
        var columns: [SeriesColumns] = []
        for (series, count) in counts.enumerated() where count > 0 {
            let range = offsets[series]..<offsets[series] + Int(count)
            columns.append(
                SeriesColumns(
                    id: ids.lowerBound + UInt32(series), times: Array(times[range]), values: [Array(values[range])]))
        }
        return columns
    }
}
