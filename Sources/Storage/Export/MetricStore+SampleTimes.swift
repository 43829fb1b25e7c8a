internal import GRDB
internal import Synchronization
internal import TimeSeries

extension MetricStore {
    /// The times that raw samples may have, in milliseconds since 1970; nil where there is none.
    public func sampleTimes() throws -> ClosedRange<Int64>? {
        let raw = Resolution.raw.rawValue
        let stored = try database.read { database in
            let row = try Row.fetchOne(
                database,
                sql: "SELECT min(window_start) AS first, max(last) AS last FROM metric_blocks WHERE resolution = ?",
                arguments: [raw])
            return (first: row?["first"] as Int64?, last: row?["last"] as Int64?)
        }
        let times = state.withLock { $0.head.rows.map(\.time) }
        guard let first = [stored.first, times.min()].compactMap(\.self).min(),
            let last = [stored.last, times.max()].compactMap(\.self).max(), first <= last
        else { return nil }
        return first...last
    }
}
