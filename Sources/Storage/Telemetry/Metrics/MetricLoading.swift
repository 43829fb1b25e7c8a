internal import Foundation
internal import GRDB
internal import Signals
internal import TimeSeries

/// Rebuilds what is in memory from what is on disk.
enum MetricLoading {
    static func state(from database: Database, limits: Limits) throws -> MetricStore.State {
        var state = MetricStore.State()
        try loadSeries(database, limits: limits, into: &state)
        try loadNewestBlocks(database, into: &state)
        try loadJournal(database, into: &state)
        try loadMetadata(database, into: &state)
        return state
    }

    private static func loadSeries(
        _ database: Database, limits: Limits, into state: inout MetricStore.State
    ) throws {
        let rows = try Row.fetchCursor(database, sql: "SELECT id, labels, first, last FROM metric_series ORDER BY id")
        var taken: Set<UInt32> = []
        while let row = try rows.next() {
            let number: Int64 = try row.decode(forColumn: "id")
            let bytes: Data = try row.decode(forColumn: "labels")
            // Memory is taken by the highest id, and none that was given out is beyond the bound.
            guard let id = UInt32(exactly: number), Int(id) < 2 * limits.metricSeries else {
                state.counts.damagedSeries += 1
                continue
            }
            guard let labels = try? StoredLabels.decode([UInt8](bytes)),
                state.index.restore(
                    id, labels, first: try row.decode(forColumn: "first"), last: try row.decode(forColumn: "last"))
            else {
                state.counts.damagedSeries += 1
                taken.insert(id)
                continue
            }
        }
        state.index.finishRestoring(taken: taken)
    }

    /// Milliseconds before the newest sample of all for which each series' own newest is looked up.
    ///
    /// A series whose newest sample is older, and in a window that is merged, takes any sample after a restart; one that
    /// it has already is the same sample again for every reader.
    private static let knownOrder: Int64 = 3_600_000

    /// Finds the newest samples of series, against which order is kept.
    private static func loadNewestBlocks(_ database: Database, into state: inout MetricStore.State) throws {
        let raw = Resolution.raw.rawValue
        let newest = try Int64.fetchOne(
            database, sql: "SELECT max(last) FROM metric_blocks WHERE resolution = ?", arguments: [raw])
        guard let newest else { return }
        // Beside the newest hour, whatever came of late: a series that is catching up is far behind the others.
        let edge = newest - knownOrder
        let extents = try MetricBlocks.extents(
            database, where: "resolution = ? AND (is_final = 0 OR (window_start >= ? AND last >= ?))",
            [raw, Resolution.raw.window(of: edge), edge])
        for extent in extents {
            guard let bytes = try MetricBlocks.data(database, id: extent.id) else { continue }
            do throws(BlockError) {
                var reader = BlockReader(try Block(bytes))
                for (index, id) in reader.block.ids.enumerated() where state.index.entry(id) != nil {
                    guard let time = try reader.times(at: index).last, let value = try reader.values(at: index).last
                    else { continue }
                    state.head.note(id: id, time: time, value: value)
                }
            } catch {
                state.damagedBlocks.insert(extent.id)
                state.counts.damaged = state.damagedBlocks.count
            }
        }
    }

    private static func loadJournal(_ database: Database, into state: inout MetricStore.State) throws {
        let rows = try Row.fetchCursor(database, sql: "SELECT id, data FROM metric_journal ORDER BY id")
        while let row = try rows.next() {
            state.newestJournalID = try row.decode(forColumn: "id")
            state.journalRecords += 1
            let bytes: Data = try row.decode(forColumn: "data")
            do {
                let highest = UInt32(max(0, state.index.capacity - 1))
                for row in try JournalRecord.decode([UInt8](bytes), highestID: highest) {
                    state.head.restore(known(row, state.index))
                }
            } catch {
                state.counts.damaged += 1
            }
        }
        state.journaledRows = state.head.rows.count
        state.arrival = state.head.rows.map(\.time).min()
    }

    /// The samples of a row whose series are known.
    private static func known(_ row: SampleRow, _ index: SeriesIndex) -> SampleRow {
        guard row.ids.contains(where: { index.entry($0) == nil }) else { return row }
        let kept = row.ids.indices.filter { index.entry(row.ids[$0]) != nil }
        return SampleRow(time: row.time, ids: kept.map { row.ids[$0] }, values: kept.map { row.values[$0] })
    }

    private static func loadMetadata(_ database: Database, into state: inout MetricStore.State) throws {
        for row in try Row.fetchAll(database, sql: "SELECT name, type, help, unit FROM metric_metadata") {
            state.metadata[try row.decode(forColumn: "name")] = MetricMetadata(
                type: try row.decode(forColumn: "type"), help: try row.decode(forColumn: "help"),
                unit: try row.decode(forColumn: "unit"))
        }
    }
}
