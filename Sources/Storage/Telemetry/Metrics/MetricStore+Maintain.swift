internal import GRDB
internal import Synchronization
public import TimeSeries

extension MetricStore {
    /// Takes one step of tidying up, a short transaction each, and says whether there is more to do.
    ///
    /// A step merges the blocks of a window that is over and rolls it up, or deletes what is past its age. Called until it
    /// answers false, every minute or so. `now` is the clock's time in milliseconds.
    public func maintain(at now: Int64, retention: RetentionPolicy = .standard) throws -> Bool {
        try writing.withLock { _ in
            if try deleteExpired(at: now, retention) { return true }
            if let work = try nextMerge() {
                try merge(work)
                return true
            }
            if try deleteForgottenSeries(at: now, retention) { return true }
            return try deleteForgottenMetadata()
        }
    }

    // MARK: - Age

    /// Deletes some blocks that are past their age.
    private func deleteExpired(at now: Int64, _ retention: RetentionPolicy) throws -> Bool {
        for resolution in Resolution.allCases {
            let edge = retention.firstKeptWindow(resolution, now: now)
            let expired = try database.readAsKeeper { database in
                try MetricBlocks.extents(
                    database, where: "resolution = ? AND window_start < ?", [resolution.rawValue, edge])
            }.prefix(64)
            guard !expired.isEmpty else { continue }
            let size = TelemetryWrite(
                addingBytes: 0, removingRows: expired.count * 2, pageBytes: limits.telemetryPageBytes)
            try database.write(size) { try MetricBlocks.delete(expired.map(\.id), $0) }
            try database.returnFreePages()
            return true
        }
        return false
    }

    /// Deletes series that no block and no sample in memory knows any more.
    ///
    /// What a series' row says of its last sample is never before the truth, so a block that is still there keeps it.
    private func deleteForgottenSeries(at now: Int64, _ retention: RetentionPolicy) throws -> Bool {
        let oldestBlock = try database.readAsKeeper { database in
            try Int64.fetchOne(database, sql: "SELECT min(window_start) FROM metric_blocks")
        }
        let age = Resolution.allCases.map { retention.firstKeptWindow($0, now: now) }.min() ?? .min
        let edge = min(oldestBlock ?? .max, age)
        let forgotten = state.withLock { state in
            state.index.postings.all.filter { id in
                guard let entry = state.index.entry(id), entry.last < edge else { return false }
                return (state.head.lastTime(of: id) ?? .min) < edge && !state.newSeries.contains(id)
            }.prefix(1_000)
        }
        guard !forgotten.isEmpty else { return false }
        let size = TelemetryWrite(
            addingBytes: 0, removingRows: forgotten.count, pageBytes: limits.telemetryPageBytes)
        try database.write(size) { database in
            for id in forgotten {
                try database.execute(sql: "DELETE FROM metric_series WHERE id = ?", arguments: [Int64(id)])
            }
        }
        state.withLock { state in
            for id in forgotten {
                state.index.remove(id)
                state.head.forget(id: id)
            }
        }
        return forgotten.count == 1_000
    }

    // MARK: - Merging

    /// The blocks of one window and stripe that should be one.
    struct Merge: Sendable {
        let resolution: Resolution
        let window: Int64
        let stripe: Int64
        let blocks: [MetricBlocks.Extent]
        /// Whether the window is over, so that the result stands.
        let isOver: Bool
    }

    /// How long after its end a window is taken to be over, in milliseconds; what comes later is merged once more.
    static let grace: Int64 = 900_000

    private func nextMerge() throws -> Merge? {
        let (newest, oldestInMemory) = state.withLock { state in
            (state.head.newest, state.head.rows.map(\.time).min())
        }
        guard let newest else { return nil }
        let open = try database.readAsKeeper { try MetricBlocks.extents($0, where: "is_final = 0", []) }
        let groups = Dictionary(grouping: open) { [Int64($0.resolution.rawValue), $0.window, $0.stripe] }
        for blocks in groups.values.sorted(by: { $0[0].id < $1[0].id }) {
            let end = blocks[0].window + blocks[0].resolution.windowMilliseconds
            let isOver = newest >= end + Self.grace && (oldestInMemory ?? .max) > end
            // Of a window that goes on, only roll-ups are merged: they come one small block at a time.
            let isCrowded = blocks[0].resolution != .raw && blocks.count >= limits.unmergedBlocks
            guard isOver || isCrowded else { continue }
            let (resolution, window, stripe) = (blocks[0].resolution, blocks[0].window, blocks[0].stripe)
            let all = try database.readAsKeeper { database in
                try MetricBlocks.extents(
                    database, where: "resolution = ? AND window_start = ? AND stripe = ?",
                    [resolution.rawValue, window, stripe])
            }
            return Merge(resolution: resolution, window: window, stripe: stripe, blocks: all, isOver: isOver)
        }
        return nil
    }

    private func merge(_ work: Merge) throws {
        let (series, damaged, before) = try database.readAsKeeper { database in
            let (series, damaged) = try MergeReading.series(of: work.blocks, database)
            let before =
                work.resolution == .raw && work.isOver
                ? try MergeReading.lastValues(before: work.window, stripe: work.stripe, database) : [:]
            return (series, damaged, before)
        }
        noteDamaged(damaged)
        // A block that cannot be read stays where it is for a verification to name, and no longer waits for a merge.
        let readable = work.blocks.map(\.id).filter { !damaged.contains($0) }
        // Where a window is large beside the cap, a second copy of it would drive others out: its parts stay as they are.
        let staysInParts = work.blocks.reduce(0) { $0 + $1.bytes } > database.maximumBytes / 16
        let settled = damaged.union(staysInParts ? readable : [])
        let merged = staysInParts ? [] : readable
        var blocks =
            staysInParts
            ? []
            : try MetricBlocks.build(
                series, work.resolution, window: work.window, stripe: work.stripe, isFinal: work.isOver)
        if work.resolution == .raw, work.isOver { blocks += try Self.rollUps(series, work, before) }
        let size = TelemetryWrite(
            addingBytes: blocks.reduce(0) { $0 + $1.data.count + 64 }, inRows: blocks.count,
            removingRows: work.blocks.count * 2, pageBytes: limits.telemetryPageBytes)
        try database.write(size) { [blocks] database in
            try MetricBlocks.delete(merged, database)
            for id in settled {
                try database.execute(sql: "UPDATE metric_blocks SET is_final = 1 WHERE id = ?", arguments: [id])
            }
            for block in blocks { try MetricBlocks.insert(block, database) }
        }
    }

    private static func rollUps(
        _ series: [SeriesColumns], _ work: Merge, _ before: [UInt32: Double]
    ) throws -> [MetricBlocks.New] {
        let fine = series.compactMap { Rollup.of($0, into: .fiveMinutes, previous: before[$0.id]) }
        let coarse = fine.compactMap { Rollup.coarser($0, into: .hour) }
        var blocks: [MetricBlocks.New] = []
        for (resolution, series) in [(Resolution.fiveMinutes, fine), (.hour, coarse)] where !series.isEmpty {
            // All times of a raw window are in one window of each roll-up, which is a multiple of it.
            blocks += try MetricBlocks.build(
                series, resolution, window: resolution.window(of: work.window + 1), stripe: work.stripe,
                isFinal: false)
        }
        return blocks
    }
}
