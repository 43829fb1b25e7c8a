internal import Foundation
internal import GRDB
internal import LogBlocks
internal import Signals
internal import Synchronization

extension LogStore {
    /// Writes what came since the last flush, in one transaction.
    ///
    /// Whole segments are sealed, and the rest goes to the journal until it is large or old enough; at the end of a process
    /// the same call is the last. Only one flush runs at a time. It throws ``StorageError``, and then everything is
    /// still in memory and the next flush tries again.
    public func flush(at now: Timestamp) throws {
        guard database.role == .daemon else { return }
        try sealer.withLock { sealer in
            let (chunks, journalled, rows, since, known) = state.withLock { state in
                state.isFlushWanted = false
                let unsaved = state.streams.unsaved.map { ($0, state.streams.labels[$0] ?? .empty) }
                return (
                    state.head.beginFlush(), state.head.journalled, state.head.journalRows, state.head.since,
                    Known(streams: unsaved, cursors: state.cursors.beginFlush())
                )
            }
            let isOld = since.map { $0.advanced(seconds: limits.logSealSeconds) <= now } ?? false
            let plan = LogFlushPlan(chunks: chunks, journalled: journalled, isOld: isOld, limits: limits)
            guard !plan.segments.isEmpty || plan.unjournalled < plan.rest.count || !known.cursors.isEmpty else {
                return
            }
            let newest: Int64?
            do {
                newest = try write(plan, known, journalRows: rows, sealer)
            } catch {
                state.withLock { $0.cursors.saveAgain(known.cursors.keys) }
                throw error
            }
            state.withLock { state in
                state.head.endFlush(chunks: chunks.count, rest: plan.rest, newestSegment: newest, at: now)
                state.headBytes = state.head.bytes
                state.streams.saved(known.streams.map(\.0))
            }
        }
    }

    /// What a flush writes beside lines.
    private struct Known {
        var streams: [(UInt32, LabelSet)]
        var cursors: [String: [UInt8]?]
    }

    /// Writes what a flush has decided, and answers the number of the newest segment if there is a new one.
    private func write(
        _ plan: LogFlushPlan, _ known: Known, journalRows: Int, _ sealer: LogSealer
    ) throws -> Int64? {
        let previous = sealer.current
        let (sealed, trained) = try sealer.seal(plan.segments, isUrgent: plan.isUrgent)
        var fresh = LogEntries()
        fresh.append(plan.unjournalled..<plan.rest.count, of: plan.rest)
        let row = fresh.isEmpty ? nil : try sealer.journalRow(fresh)
        let size = writeSize(sealed, trained, row, known, removedRows: sealed.isEmpty ? 0 : journalRows)
        do {
            let newest = try database.write(size) { database in
                for (id, labels) in known.streams { try Self.insert(id, labels, database) }
                if let trained { try LogSegmentRows.insert(trained, database) }
                var newest: Int64?
                for segment in sealed { newest = try LogSegmentRows.insert(segment, database) }
                if newest != nil { try database.execute(sql: "DELETE FROM log_journal") }
                if let row {
                    try database.execute(sql: "INSERT INTO log_journal (body) VALUES (?)", arguments: [Data(row)])
                }
                try LogCursors.write(known.cursors, database)
                return newest
            }
            if let trained { dictionaries.add(trained.dictionary) }
            return newest
        } catch {
            sealer.restore(previous)
            throw error
        }
    }

    /// How much the transaction writes at most, so that room can be made for it.
    private func writeSize(
        _ sealed: [LogSealer.Sealed], _ trained: LogSealer.Current?, _ row: [UInt8]?,
        _ known: Known, removedRows: Int
    ) -> TelemetryWrite {
        var bytes = (trained?.dictionary.content.count ?? 0) + (row?.count ?? 0)
        var rows = (trained == nil ? 0 : 1) + (row == nil ? 0 : 1)
        for segment in sealed {
            bytes += segment.storedBytes + 128
            // Its row, its body and its place in the index.
            rows += 3
        }
        for (name, position) in known.cursors {
            bytes += name.utf8.count + (position?.count ?? 0) + 32
            rows += 1
        }
        for (_, labels) in known.streams {
            for label in labels.labels { bytes += label.name.utf8.count + label.value.utf8.count + 32 }
            rows += labels.labels.count
        }
        return TelemetryWrite(
            addingBytes: bytes, inRows: rows, removingRows: removedRows, pageBytes: limits.telemetryPageBytes)
    }

    private static func insert(_ id: UInt32, _ labels: LabelSet, _ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO log_stream_labels (stream_id, name, value) VALUES (?, ?, ?)")
        for label in labels.labels { try statement.execute(arguments: [Int64(id), label.name, label.value]) }
    }
}
