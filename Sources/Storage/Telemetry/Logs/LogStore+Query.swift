internal import GRDB
internal import LogBlocks
internal import Signals
internal import Synchronization

extension LogStore {
    /// A segment that may have wanted lines.
    private struct Planned {
        var id: Int64
        var positions: ClosedRange<Int64>
    }

    /// What waits in memory, or in the journal of another process, and which segments hold nothing of it.
    struct Unsealed {
        var chunks: [LogEntries]
        var newestSegment: Int64
        var damaged: Int
    }

    /// Gives lines to `take` in the order of their times, all streams together, until it answers false.
    ///
    /// Lines of one time come by stream, then as they arrived; a line that is there twice comes once. Each segment is read in
    /// a transaction of its own, so a long query holds nobody up. A segment that is damaged is left out and counted. It throws
    /// ``LogQueryError``, ``StorageError`` and what `take` throws.
    @discardableResult
    public func readEntries(
        _ query: LogStoreQuery, isCancelled: () -> Bool = { false }, _ take: (StoredLogEntry) throws -> Bool
    ) throws -> LogQueryWork {
        var work = LogQueryWork()
        guard !query.range.isEmpty, !query.streams.isEmpty else { return work }
        let selection = LogSelection(
            streams: query.streams, from: query.range.lowerBound, to: query.range.upperBound,
            needles: query.needles.map { Needle($0) })
        let position = LogSweep.Position(isForward: query.isForward)
        // First the head, then the segments: what is sealed in between is still in the head's copy.
        let unsealed = try unsealed()
        work.damaged = unsealed.damaged
        let plan = try plan(selection, position, upTo: unsealed.newestSegment, &work)
        let decoder = try SegmentDecoder()
        func give(_ entry: StoredLogEntry) throws -> Bool {
            work.entries += 1
            return try take(entry)
        }
        let all = position.range(query.range.lowerBound, query.range.upperBound - 1)
        var floor = all.lowerBound
        while true {
            var sweep = LogSweep(position: position, ceiling: all.upperBound, limitBytes: limits.logSortedBytes)
            var slice = selection
            Self.narrow(&slice, to: floor...sweep.ceiling, query.isForward)
            try sweep.addHead(unsealed.chunks, slice)
            for planned in plan where planned.positions.upperBound >= floor {
                guard planned.positions.lowerBound <= sweep.ceiling else { break }
                guard !isCancelled() else { throw LogQueryError.cancelled }
                guard try sweep.emit(before: planned.positions.lowerBound, give) else { return work }
                Self.narrow(&slice, to: floor...sweep.ceiling, query.isForward)
                try read(planned.id, slice, decoder, &sweep, &work)
                try sweep.shrink()
            }
            guard try sweep.emit(before: nil, give) else { return work }
            guard sweep.ceiling < all.upperBound else { return work }
            floor = sweep.ceiling + 1
        }
    }

    private static func narrow(_ selection: inout LogSelection, to positions: ClosedRange<Int64>, _ isForward: Bool) {
        let times = LogSweep.Position(isForward: isForward).range(positions.lowerBound, positions.upperBound)
        selection.from = times.lowerBound
        selection.to = times.upperBound == .max ? .max : times.upperBound + 1
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

    /// The segments that may have wanted lines, in the order of their beginnings.
    private func plan(
        _ selection: LogSelection, _ position: LogSweep.Position, upTo newest: Int64, _ work: inout LogQueryWork
    ) throws -> [Planned] {
        var planned: [Planned] = []
        try database.read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT id, first_ns, last_ns, streams, filter FROM log_segments
                    WHERE last_ns >= ? AND first_ns < ? AND id <= ?
                    """, arguments: [selection.from, selection.to, newest])
            while let row = try rows.next() {
                work.segments += 1
                guard try Self.mayHave(selection, row) else {
                    work.skipped += 1
                    continue
                }
                let (first, last) = (
                    try row.decode(Int64.self, forColumn: "first_ns"), try row.decode(Int64.self, forColumn: "last_ns")
                )
                planned.append(
                    Planned(
                        id: try row.decode(Int64.self, forColumn: "id"),
                        positions: position.range(first, max(first, last))))
            }
        }
        return planned.sorted { ($0.positions.lowerBound, $0.id) < ($1.positions.lowerBound, $1.id) }
    }

    private static func mayHave(_ selection: LogSelection, _ row: Row) throws -> Bool {
        // A damaged list of streams is no reason to leave the segment out: its body says whether it can be read.
        if let streams = try? SegmentSummary.decodeStreams(try row.bytes("streams")),
            !streams.contains(where: { selection.wants(stream: $0.stream) })
        {
            return false
        }
        guard !selection.needles.isEmpty else { return true }
        return TokenFilter(bytes: try row.bytes("filter")).mayContain(selection.needles)
    }

    private func read(
        _ id: Int64, _ selection: LogSelection, _ decoder: SegmentDecoder, _ sweep: inout LogSweep,
        _ work: inout LogQueryWork
    ) throws {
        let body = try database.read { database in
            try Row.fetchOne(database, sql: "SELECT body FROM log_segment_bodies WHERE id = ?", arguments: [id])?
                .bytes("body")
        }
        // Retention may have taken it away since the plan was made.
        guard let body else { return }
        do {
            let segment = try Segment(body)
            var lines: [LogLine] = []
            work.searchedBytes += try segment.search(
                selection, dictionary: try dictionaries.dictionary(segment.dictionary), with: decoder
            ) { lines.append($0) }
            for (index, line) in lines.enumerated() { sweep.add(line, arrival: (id, index)) }
        } catch is LogBlockError {
            work.damaged += 1
            state.withLock { $0.counters.damaged += 1 }
        }
    }
}

extension LogSweep {
    /// Takes the wanted lines of the head, which came after all segments.
    fileprivate mutating func addHead(_ chunks: [LogEntries], _ selection: LogSelection) throws(LogQueryError) {
        for (place, chunk) in chunks.enumerated() {
            let finder = LineFinder(text: chunk.text, needles: selection.needles)
            var next = finder.next(from: 0, ends: chunk.ends)
            while let index = next {
                next = finder.next(from: index + 1, ends: chunk.ends)
                guard selection.wants(stream: chunk.streams[index]), selection.wants(timestamp: chunk.timestamps[index])
                else { continue }
                add(chunk.entry(index), arrival: (.max, place << 32 | index))
            }
            try shrink()
        }
    }
}
