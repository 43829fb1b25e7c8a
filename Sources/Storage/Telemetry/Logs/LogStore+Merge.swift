internal import GRDB
internal import LogBlocks
internal import Synchronization

extension LogStore {
    /// Puts one run of small segments into one, and answers whether there may be more to do.
    ///
    /// Each call reads and writes at most ``Limits/logSegmentBytes`` of lines, in one transaction; nothing is flushed
    /// meanwhile. Queries that have planned to read one of the segments plan anew. It throws ``StorageError`` and
    /// ``TelemetryError``.
    public func mergeSmallSegments() throws -> Bool {
        guard database.role == .daemon else { return false }
        return try sealer.withLock { sealer in
            let segments = try database.read { try LogSegmentRows.candidates($0) }
            let damaged = state.withLock { $0.unmergeable }
            let run = LogMergePlan.run(in: segments, except: damaged, limits: limits)
            guard let last = run.last else { return false }
            guard let entries = try entries(of: run) else { return true }
            try replace(run, by: entries, id: last, sealer)
            return true
        }
    }

    /// All lines of some segments in the order of their arrival; nil where one cannot be read, which is then left as it is.
    private func entries(of run: [Int64]) throws -> LogEntries? {
        let decoder = try SegmentDecoder()
        var merged = LogEntries()
        for id in run {
            guard let body = try database.read({ try LogSegmentRows.body(id, $0) }) else { return nil }
            do {
                let segment = try Segment(body)
                merged.append(
                    try segment.entries(dictionary: try dictionaries.dictionary(segment.dictionary), with: decoder))
            } catch is LogBlockError {
                state.withLock { state in
                    state.counters.damaged += 1
                    state.unmergeable.insert(id)
                }
                return nil
            }
        }
        return merged
    }

    /// The merged segment takes the last number of its parts: its place among its neighbours stays, and no number is used twice.
    private func replace(_ run: [Int64], by entries: LogEntries, id: Int64, _ sealer: LogSealer) throws {
        let previous = sealer.current
        let (sealed, trained) = try sealer.seal([entries], isUrgent: false)
        let bytes = sealed.reduce(trained?.dictionary.content.count ?? 0) { $0 + $1.storedBytes + 128 }
        let size = TelemetryWrite(
            addingBytes: bytes, inRows: 4, removingRows: run.count * LogRetention.pagesOfSegment,
            pageBytes: limits.telemetryPageBytes)
        do {
            try database.write(size) { database in
                // Making room for this may have dropped some of them: then the rest is merged another time.
                guard try LogSegmentRows.exist(run, database) else { return }
                try LogRetention.delete(run, database)
                if let trained { try LogSegmentRows.insert(trained, database) }
                for segment in sealed { try LogSegmentRows.insert(segment, id: id, database) }
            }
            if let trained { dictionaries.add(trained.dictionary) }
        } catch {
            sealer.restore(previous)
            throw error
        }
    }
}
