internal import GRDB
internal import LogBlocks
internal import Signals
internal import Synchronization

extension LogStore {
    /// What waits in memory, or in the journal of another process, and which segments hold nothing of it.
    struct Unsealed {
        var chunks: [LogEntries]
        var newestSegment: Int64
        var damaged: Int
    }

    /// Gives lines to `take` in the order of their times, all streams together, until it answers false.
    ///
    /// Lines of one time come by stream, then as they arrived; a line that is there twice comes once. Each segment is read in
    /// a transaction of its own, so a long query holds nobody up; where segments were merged or deleted meanwhile, it plans
    /// anew from where it is. A segment that is damaged is left out and counted. It throws ``LogQueryError``,
    /// ``StorageError`` and what `take` throws.
    @discardableResult
    public func readEntries(
        _ query: LogStoreQuery, isCancelled: () -> Bool = { false }, _ take: (StoredLogEntry) throws -> Bool
    ) throws -> LogQueryWork {
        guard !query.range.isEmpty, !query.streams.isEmpty else { return LogQueryWork() }
        var scan = LogScan(store: self, query: query, decoder: try SegmentDecoder())
        return try scan.run(isCancelled: isCancelled, take)
    }

    func unsealed() throws -> Unsealed {
        switch database.role {
        case .daemon:
            return state.withLock { state in
                Unsealed(chunks: state.head.snapshot, newestSegment: state.head.newestSegment, damaged: 0)
            }
        case .reader:
            let (entries, _, damaged) = try database.read { try LogLoading.journal($0) }
            return Unsealed(chunks: [entries], newestSegment: .max, damaged: damaged)
        }
    }

    func countDamaged() { state.withLock { $0.counters.damaged += 1 } }
}
