internal import GRDB
internal import Signals
internal import Synchronization
internal import TimeSeries

extension MetricStore {
    /// The samples of the series that fulfil a selection, in the order of their labels; series without a sample in the
    /// time are left out.
    ///
    /// A block that is damaged is left out and counted in ``counts``. Throws ``TelemetryError`` where there are more series
    /// or samples than may be read, before they are gathered, or `isCancelled` says so, and ``StorageError`` where the database cannot be read.
    public func select(
        _ selection: MetricSelection, isCancelled: @escaping () -> Bool = { false }
    ) throws -> [SelectedSeries] {
        // Times beyond these are in no sample, and arithmetic on them could overflow.
        let from = max(selection.from, 0)
        let through = min(selection.through, Timestamp.latest.millisecondsSince1970)
        guard from <= through else { return [] }
        // Memory first: what is packed meanwhile is seen twice and told apart by its time, never missed.
        let (found, rows) = state.withLock { state in
            (state.matching(selection.matchers, from: from, through: through), state.head.rows)
        }
        guard !found.isEmpty else { return [] }
        if let most = selection.maximumSeries, found.count > most {
            throw TelemetryError.tooManySelectedSeries(limit: most)
        }
        var gathering = SampleGathering(
            ids: found.map(\.id), from: from, through: through,
            maximumSamples: min(selection.maximumSamples ?? .max, limits.selectedSamples))
        var damaged: Set<Int64> = []
        try database.read { database in
            let reading = BlockReading(database: database, isCancelled: isCancelled)
            if selection.resolution == .raw {
                try reading.gather(.raw, into: &gathering, damaged: &damaged)
                try gathering.add(rows)
            } else {
                let edge = try reading.rolledThrough(rows)
                try reading.gather(
                    selection.resolution, column: selection.column, through: edge, into: &gathering, damaged: &damaged)
                try reading.rollUp(
                    rows, after: edge, selection.resolution, selection.column, into: &gathering, damaged: &damaged)
            }
        }
        noteDamaged(damaged)
        return zip(found, gathering.finished()).compactMap { series, samples in
            samples.times.isEmpty
                ? nil : SelectedSeries(labels: series.labels, timestamps: samples.times, values: samples.values)
        }.sorted { $0.labels < $1.labels }
    }

    func noteDamaged(_ ids: Set<Int64>) {
        guard !ids.isEmpty else { return }
        state.withLock { state in
            let new = ids.subtracting(state.damagedBlocks)
            state.counts.damaged += new.count
            if state.damagedBlocks.count < limits.listedDamagedBlocks { state.damagedBlocks.formUnion(new) }
        }
    }
}

/// Reads blocks within one read transaction.
struct BlockReading {
    let database: Database
    let isCancelled: () -> Bool

    /// Reads the blocks of a resolution that may have samples of the series, up to an edge.
    func gather(
        _ resolution: Resolution, column: RollupColumn = .count, through edge: Int64 = .max,
        into gathering: inout SampleGathering, damaged: inout Set<Int64>
    ) throws {
        let through = min(gathering.through, edge)
        guard gathering.from <= through else { return }
        let number = resolution == .raw ? 0 : column.rawValue
        let extents = try MetricBlocks.extents(
            database, where: "resolution = ? AND window_start BETWEEN ? AND ?",
            [
                resolution.rawValue, resolution.window(of: max(gathering.from, 1)),
                resolution.window(of: max(through, 1)),
            ])
        for extent in extents {
            let places = gathering.places(in: MetricBlocks.ids(ofStripe: extent.stripe))
            guard !places.isEmpty else { continue }
            if isCancelled() { throw TelemetryError.cancelled }
            guard let bytes = try MetricBlocks.data(database, id: extent.id) else { continue }
            do throws(BlockError) {
                let block = try Block(bytes)
                guard number < block.columnCount else { throw .malformed("it has no column \(number)") }
                var reader = BlockReader(block)
                for place in places where !gathering.isOverBound {
                    guard let index = block.index(of: gathering.ids[place]) else { continue }
                    let times = try reader.times(at: index)
                    let range = SampleGathering.range(of: times, from: gathering.from, through: through)
                    guard !range.isEmpty else { continue }
                    let values = try reader.values(at: index, column: number)
                    gathering.add(
                        times, values, range, at: place, columnKey: (extent.id, reader.timeColumn(at: index)))
                }
            } catch {
                damaged.insert(extent.id)
            }
            try gathering.checkBound()
        }
    }

    /// Up to which time roll-ups are complete: where the first window begins that is not rolled up yet.
    func rolledThrough(_ rows: [SampleRow]) throws -> Int64 {
        let raw = Resolution.raw
        let unrolled = try Int64.fetchOne(
            database, sql: "SELECT min(window_start) FROM metric_blocks WHERE resolution = ? AND is_final = 0",
            arguments: [raw.rawValue])
        let inMemory = rows.map(\.time).min().map { raw.window(of: max($0, 1)) }
        return min(unrolled ?? .max, inMemory ?? .max)
    }

    /// Rolls up what is newer than the roll-ups on disk.
    func rollUp(
        _ rows: [SampleRow], after edge: Int64, _ resolution: Resolution, _ column: RollupColumn,
        into gathering: inout SampleGathering, damaged: inout Set<Int64>
    ) throws {
        let width = resolution.bucketMilliseconds
        guard edge < gathering.through else { return }
        // A whole bucket is needed for its row, which is stamped with its end.
        let first = max(edge + 1, gathering.from - width + 1)
        var recent = SampleGathering(
            ids: gathering.ids, from: max(0, first), through: gathering.through,
            maximumSamples: gathering.maximumSamples)
        try gather(.raw, into: &recent, damaged: &damaged)
        try recent.add(rows)
        for (place, samples) in recent.finished().enumerated() where !samples.times.isEmpty {
            let series = SeriesColumns(id: gathering.ids[place], times: samples.times, values: [samples.values])
            guard let rolled = Rollup.of(series, into: resolution, previous: nil) else { continue }
            let range = SampleGathering.range(of: rolled.times, from: gathering.from, through: gathering.through)
            gathering.add(rolled.times, rolled.values[column.rawValue], range, at: place, columnKey: nil)
        }
        try gathering.checkBound()
    }
}
