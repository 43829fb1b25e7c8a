internal import GRDB
internal import LogBlocks

/// One query on its way through the head and the segments.
struct LogScan {
    /// A segment that may have wanted lines.
    private struct Planned {
        var id: Int64
        var entries: Int
        var positions: ClosedRange<Int64>
    }

    private let store: LogStore
    private let selection: LogSelection
    private let position: LogSweep.Position
    /// The positions of the whole query.
    private let all: ClosedRange<Int64>
    private let decoder: SegmentDecoder
    private var work = LogQueryWork()
    /// Segments that were not as planned.
    ///
    /// Each is planned anew once: a damaged row would never be as planned.
    private var replanned: Set<Int64> = []

    /// A query whose range and streams are not empty.
    init(store: LogStore, query: LogStoreQuery, decoder: SegmentDecoder) {
        self.store = store
        self.decoder = decoder
        selection = LogSelection(
            streams: query.streams, from: query.range.lowerBound, to: query.range.upperBound,
            needles: query.needles.map { Needle($0) })
        position = LogSweep.Position(isForward: query.isForward)
        all = position.range(query.range.lowerBound, query.range.upperBound - 1)
    }

    /// Gives all lines to `take` until it answers false.
    mutating func run(
        isCancelled: () -> Bool, _ take: (StoredLogEntry) throws -> Bool
    ) throws -> LogQueryWork {
        var start: Int64? = all.lowerBound
        while let floor = start {
            // First the head, then the segments: what is sealed in between is still in the head's copy.
            let unsealed = try store.unsealed()
            work.damaged += unsealed.damaged
            let plan = try plan(upTo: unsealed.newestSegment)
            start = try sweep(plan, unsealed.chunks, from: floor, isCancelled, take)
        }
        return work
    }

    /// Gives out all lines from a position on; answers where to plan anew where a segment is not as planned any more.
    private mutating func sweep(
        _ plan: [Planned], _ head: [LogEntries], from start: Int64, _ isCancelled: () -> Bool,
        _ take: (StoredLogEntry) throws -> Bool
    ) throws -> Int64? {
        var given = 0
        defer { work.entries += given }
        func give(_ entry: StoredLogEntry) throws -> Bool {
            given += 1
            return try take(entry)
        }
        var floor = start
        while true {
            var sweep = LogSweep(position: position, ceiling: all.upperBound, limitBytes: store.limits.logSortedBytes)
            try sweep.addHead(head, narrowed(to: floor...sweep.ceiling))
            for planned in plan where planned.positions.upperBound >= floor {
                guard planned.positions.lowerBound <= sweep.ceiling else { break }
                guard !isCancelled() else { throw LogQueryError.cancelled }
                guard try sweep.emit(before: planned.positions.lowerBound, give) else { return nil }
                guard try read(planned, narrowed(to: floor...sweep.ceiling), &sweep) else {
                    // All before its beginning has been given out, and nothing behind it.
                    return max(floor, planned.positions.lowerBound)
                }
                try sweep.shrink()
            }
            guard try sweep.emit(before: nil, give) else { return nil }
            guard sweep.ceiling < all.upperBound else { return nil }
            floor = sweep.ceiling + 1
        }
    }

    private func narrowed(to positions: ClosedRange<Int64>) -> LogSelection {
        let times = position.range(positions.lowerBound, positions.upperBound)
        var narrowed = selection
        narrowed.from = times.lowerBound
        narrowed.to = times.upperBound == .max ? .max : times.upperBound + 1
        return narrowed
    }

    /// The segments that may have wanted lines, in the order of their beginnings.
    private mutating func plan(upTo newest: Int64) throws -> [Planned] {
        var planned: [Planned] = []
        var (segments, skipped) = (0, 0)
        try store.database.read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT id, entries, first_ns, last_ns, streams, filter FROM log_segments
                    WHERE last_ns >= ? AND first_ns < ? AND id <= ?
                    """, arguments: [selection.from, selection.to, newest])
            while let row = try rows.next() {
                segments += 1
                guard try mayHaveLines(row) else {
                    skipped += 1
                    continue
                }
                let first = try row.decode(Int64.self, forColumn: "first_ns")
                let last = max(first, try row.decode(Int64.self, forColumn: "last_ns"))
                planned.append(
                    Planned(
                        id: try row.decode(Int64.self, forColumn: "id"),
                        entries: try row.decode(Int.self, forColumn: "entries"),
                        positions: position.range(first, last)))
            }
        }
        (work.segments, work.skipped) = (segments, skipped)
        return planned.sorted { ($0.positions.lowerBound, $0.id) < ($1.positions.lowerBound, $1.id) }
    }

    private func mayHaveLines(_ row: Row) throws -> Bool {
        // A damaged list of streams is no reason to leave the segment out: its body says whether it can be read.
        if let streams = try? SegmentSummary.decodeStreams(try row.bytes("streams")),
            !streams.contains(where: { selection.wants(stream: $0.stream) })
        {
            return false
        }
        guard !selection.needles.isEmpty else { return true }
        return TokenFilter(bytes: try row.bytes("filter")).mayContain(selection.needles)
    }

    /// Takes the wanted lines of a segment; false where it is not what was planned, because it was merged or deleted.
    private mutating func read(
        _ planned: Planned, _ selection: LogSelection, _ sweep: inout LogSweep
    ) throws -> Bool {
        guard let body = try store.database.read({ try LogSegmentRows.body(planned.id, $0) }) else {
            return !replanned.insert(planned.id).inserted
        }
        do {
            let segment = try Segment(body)
            // A merged segment has the number of its last part, and more lines than it.
            if segment.summary.entries > planned.entries, replanned.insert(planned.id).inserted { return false }
            var lines: [LogLine] = []
            work.searchedBytes += try segment.search(
                selection, dictionary: try store.dictionaries.dictionary(segment.dictionary), with: decoder
            ) { lines.append($0) }
            for (index, line) in lines.enumerated() { sweep.add(line, arrival: (planned.id, index)) }
        } catch is LogBlockError {
            work.damaged += 1
            store.countDamaged()
        }
        return true
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
