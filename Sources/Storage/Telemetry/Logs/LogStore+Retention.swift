internal import GRDB
internal import LogBlocks
internal import Synchronization

extension LogStore {
    /// Deletes some of the segments whose lines are all older than they are kept, and answers whether there are more.
    ///
    /// Each call is one short transaction of at most ``Limits/logSegmentsDeletedAtOnce`` segments. With the last of them go
    /// the streams and dictionaries that nothing refers to any more. It throws ``StorageError``.
    public func deleteExpired(at now: Timestamp) throws -> Bool {
        let first = now.advanced(seconds: -limits.logRetentionDays * 86_400).nanosecondsSince1970
        let limit = limits.logSegmentsDeletedAtOnce
        let deleted = try database.write(deletion(of: limit)) { database in
            try LogRetention.delete(before: first, atMost: limit, database)
        }
        if deleted < limit { try deleteUnused() }
        return deleted == limit
    }

    /// What a transaction writes at most that deletes so many segments.
    private func deletion(of segments: Int) -> TelemetryWrite {
        TelemetryWrite(
            addingBytes: 0, inRows: 0, removingRows: segments * LogRetention.pagesOfSegment,
            pageBytes: limits.telemetryPageBytes)
    }

    /// Forgets streams without lines and dictionaries without segments.
    private func deleteUnused() throws {
        // While this is held nothing is sealed, so no new segment can refer to what goes.
        try sealer.withLock { sealer in
            let current = sealer.current?.dictionary.id ?? 0
            let inHead = state.withLock { state in
                Set(state.head.snapshot.flatMap { Set($0.streams) })
            }
            let known = state.withLock { Set($0.streams.labels.keys) }
            let rows = known.count * limits.logStreamLabels
            let gone = try database.write(deletion(of: rows / LogRetention.pagesOfSegment)) {
                database -> (streams: Set<UInt32>, dictionaries: [UInt32]) in
                let streams = try LogRetention.unusedStreams(among: known.subtracting(inHead), database)
                let dictionaries = try LogRetention.unusedDictionaries(but: current, database)
                try LogRetention.delete(streams: streams, dictionaries: dictionaries, database)
                return (streams, dictionaries)
            }
            dictionaries.forget(gone.dictionaries)
            state.withLock { state in
                // Lines may have come to one of them meanwhile: then it is saved anew with the next flush.
                let used = Set(state.head.snapshot.flatMap { Set($0.streams) })
                state.streams.forget(gone.streams.subtracting(used))
                state.streams.saveAgain(gone.streams.intersection(used))
            }
        }
    }
}
