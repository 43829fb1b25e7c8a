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
        let deleted = try database.write { database in
            try LogRetention.delete(before: first, atMost: limit, database)
        }
        if deleted < limit { try deleteUnused() }
        return deleted == limit
    }

    /// Deletes the oldest segments until they had so many bytes on the disk, and answers how many bytes they had.
    ///
    /// For a cap by size, which other tables share. At most ``Limits/logSegmentsDeletedAtOnce`` go in one call.
    public func deleteOldest(bytes: Int) throws -> Int {
        let limit = limits.logSegmentsDeletedAtOnce
        return try database.write { database in
            try LogRetention.deleteOldest(bytes: bytes, atMost: limit, database)
        }
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
            let gone = try database.write { database -> (streams: Set<UInt32>, dictionaries: [UInt32]) in
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
