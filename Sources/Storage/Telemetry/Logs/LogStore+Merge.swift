internal import GRDB
internal import LogBlocks
internal import Synchronization

extension LogStore {
    /// Puts one run of small segments into one, and answers whether there may be more to do.
    ///
    /// Each call writes at most ``Limits/logSegmentBytes`` of lines and metadata, in one transaction; nothing is
    /// flushed meanwhile. Queries that have planned to read one of the segments plan anew. It throws ``StorageError``
    /// and ``TelemetryError``.
    public func mergeSmallSegments() throws -> Bool {
        guard database.role == .daemon else { return false }
        return try sealer.withLock { sealer in
            let segments = try database.read { try LogSegmentRows.candidates($0) }
            let left: Set<Int64> = state.withLock { state in
                state.unmergeable.formIntersection(segments.map(\.id))
                return state.unmergeable
            }
            let run = LogMergePlan.run(in: segments, except: left, limits: limits)
            guard !run.isEmpty else { return false }
            guard let (taken, merged) = try entries(of: run) else { return true }
            guard taken.count > 1, let last = taken.last else {
                // Together with the next it would be too large: the runs behind it have their turn.
                state.withLock { $0.unmergeable.formUnion(taken) }
                return true
            }
            try replace(taken, by: merged, id: last, sealer)
            return true
        }
    }

    /// The lines of the first segments of a run in the order of their arrival, and which they are; nil where one cannot
    /// be read, which is then left as it is.
    ///
    /// The rows do not tell how much metadata there is, so that only here it is known how many fit into one.
    private func entries(of run: [Int64]) throws -> (taken: [Int64], merged: LogEntries)? {
        let decoder = try SegmentDecoder()
        var merged = LogEntries()
        var taken: [Int64] = []
        for id in run {
            guard let body = try database.read({ try LogSegmentRows.body(id, $0) }) else {
                leave(id)
                return nil
            }
            do {
                let segment = try Segment(body)
                let part = try segment.entries(
                    dictionary: try dictionaries.dictionary(segment.dictionary), with: decoder)
                let bytes = merged.text.count + merged.metadataBytes + part.text.count + part.metadataBytes
                if !taken.isEmpty, bytes > limits.logSegmentBytes { break }
                merged.append(part)
                taken.append(id)
            } catch is LogBlockError {
                leave(id)
                return nil
            }
        }
        return (taken, merged)
    }

    /// Leaves a damaged segment as it is, so that the next run is one without it.
    private func leave(_ id: Int64) {
        state.withLock { state in
            state.counters.damaged += 1
            state.unmergeable.insert(id)
        }
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
