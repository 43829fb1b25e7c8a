internal import GRDB
internal import Synchronization
internal import TimeSeries

extension MetricStore {
    /// Moves what the journal has from memory into blocks, in one transaction with the journal's end.
    func packJournaled(at now: Int64) throws {
        let (rows, newestID, records) = state.withLock { state in
            (Array(state.head.rows[..<state.journaledRows]), state.newestJournalID, state.journalRecords)
        }
        guard !rows.isEmpty else { return }
        let (blocks, lasts) = try Self.blocks(of: rows)
        let seen = state.withLock { state in
            lasts.filter { id, last in (state.index.entry(id)?.last ?? .max) < last }
                .map { ($0.key, Self.endOfDay($0.value)) }
        }
        let size = TelemetryWrite(
            addingBytes: blocks.reduce(0) { $0 + $1.data.count + 64 } + seen.count * 192, inRows: blocks.count,
            removingRows: records, pageBytes: limits.telemetryPageBytes)
        try database.write(size) { database in
            for block in blocks { try MetricBlocks.insert(block, database) }
            for (id, last) in seen {
                try database.execute(
                    sql: "UPDATE metric_series SET last = ? WHERE id = ?", arguments: [last, Int64(id)])
            }
            try database.execute(sql: "DELETE FROM metric_journal WHERE id <= ?", arguments: [newestID])
        }
        state.withLock { state in
            state.head.remove(0..<rows.count)
            state.journaledRows -= rows.count
            // What came meanwhile is younger than a flush.
            state.arrival = state.head.rows.isEmpty ? nil : now
            state.journalRecords = 0
            for (id, last) in seen { state.index.extend(id, first: .max, last: last) }
        }
    }

    /// Times on disk are rounded up to days, so that a living series changes its row once a day.
    private static func endOfDay(_ time: Int64) -> Int64 { (time / 86_400_000 + 1) * 86_400_000 }

    private static func blocks(
        of rows: [SampleRow]
    ) throws -> (blocks: [MetricBlocks.New], lasts: [UInt32: Int64]) {
        var blocks: [MetricBlocks.New] = []
        var lasts: [UInt32: Int64] = [:]
        let windows = Set(rows.map { Resolution.raw.window(of: $0.time) }).sorted()
        let highest = rows.compactMap(\.ids.last).max() ?? 0
        for window in windows {
            for stripe in 0...Int64(highest) / MetricBlocks.stripe {
                let series = RowTranspose.columns(
                    rows, ids: MetricBlocks.ids(ofStripe: stripe), after: window,
                    through: window + Resolution.raw.windowMilliseconds)
                guard !series.isEmpty else { continue }
                for one in series { lasts[one.id] = max(lasts[one.id] ?? .min, one.times.last ?? .min) }
                blocks += try MetricBlocks.build(series, .raw, window: window, stripe: stripe, isFinal: false)
            }
        }
        return (blocks, lasts)
    }
}
