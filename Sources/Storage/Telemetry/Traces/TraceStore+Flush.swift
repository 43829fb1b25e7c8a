internal import GRDB
internal import Synchronization
internal import Traces

extension TraceStore {
    /// Makes what came since the last flush last; called each second, and before the store is left.
    ///
    /// Where it throws, the spans stay in memory for the next flush, up to ``Limits/pendingSpans`` and
    /// ``Limits/pendingSpanBytes``. A span that no block can hold is dropped and counted.
    public func flush() throws {
        try writing.withLock { _ in
            while true {
                let (block, count) = try firstBlock(
                    of: state.withLock { Array($0.pending.spans.prefix(limits.traceBlockSpans)) })
                guard count > 0 else { break }
                if let block {
                    try database.write(size(adding: [block])) { database in try TraceBlocks.insert(block, database) }
                }
                state.withLock { state in
                    state.pending.removeFirst(count)
                    guard block == nil else { return }
                    state.counts.lost += count
                    state.counts.oversized += count
                }
            }
            try mergeSmallBlocks()
        }
    }

    /// Deletes the blocks whose spans all began before a moment, in nanoseconds since 1970; answers how many.
    @discardableResult
    public func removeBlocks(before moment: Int64) throws -> Int {
        try writing.withLock { _ in
            var removed = 0
            while true {
                let deleted = try database.write(
                    TelemetryWrite(
                        addingBytes: 0, removingRows: limits.traceBlocksDeletedAtOnce * Self.pagesOfARow,
                        pageBytes: limits.telemetryPageBytes)
                ) { [limits] database in
                    try database.execute(
                        sql: """
                            DELETE FROM trace_blocks WHERE id IN (
                                SELECT id FROM trace_blocks WHERE last < ? ORDER BY last LIMIT ?)
                            """, arguments: [moment, limits.traceBlocksDeletedAtOnce])
                    return database.changesCount
                }
                removed += deleted
                if deleted < limits.traceBlocksDeletedAtOnce { return removed }
            }
        }
    }

    /// Pages that deleting a row may change: its own, an index's, and those of the list of free pages.
    private static let pagesOfARow = 8

    /// A trace's spans next to each other compress best.
    private static func ordered(_ spans: [Span]) -> [Span] {
        spans.sorted { ($0.trace, $0.start, $0.id.value) < ($1.trace, $1.start, $1.id.value) }
    }

    private func block(of spans: [Span]) throws -> TraceBlocks.New? {
        try TraceBlocks.New(Self.ordered(spans), maximumBytes: limits.traceBlockBytes)
    }

    /// A block of the first of some spans, as many as one can hold, and how many these are.
    ///
    /// No block but one span is one that no block can hold.
    private func firstBlock(of spans: [Span]) throws -> (block: TraceBlocks.New?, count: Int) {
        var count = spans.count
        while true {
            do {
                return (try block(of: Array(spans.prefix(count))), count)
            } catch is TraceBlocks.TooLarge {
                guard count > 1 else { return (nil, count) }
                count /= 2
            }
        }
    }

    private func size(adding blocks: [TraceBlocks.New], removing rows: Int = 0) -> TelemetryWrite {
        TelemetryWrite(
            addingBytes: blocks.reduce(0) { $0 + $1.bytes + 64 }, inRows: blocks.count,
            removingRows: rows * Self.pagesOfARow, pageBytes: limits.telemetryPageBytes)
    }

    /// Makes one large block of many small ones, so that each span is written twice at most, and the file has few rows.
    ///
    /// A block never takes in more than can be read again: what does not fit stays as it is.
    private func mergeSmallBlocks() throws {
        let small = try smallBlocks()
        guard small.count >= limits.unmergedTraceBlocks else { return }
        var taken: [(id: Int64, spans: [Span])] = []
        var (spans, bytes) = (0, 0)
        for id in small where spans < limits.traceBlockSpans {
            guard case .spans(let found, bytes: let size) = try read(id) else { continue }
            // Two of these may not fit into one, and would be read again by every flush.
            guard size <= limits.traceBlockBytes / 2 else {
                leaveAlone(id)
                continue
            }
            guard bytes + size <= limits.traceBlockBytes else { break }
            taken.append((id, found))
            spans += found.count
            bytes += size
        }
        try merge(taken)
    }

    private func merge(_ blocks: [(id: Int64, spans: [Span])]) throws {
        var blocks = blocks
        while blocks.count > 1 {
            do {
                guard let whole = try block(of: blocks.flatMap { $0.spans }) else { return }
                let merged = blocks.map { $0.id }
                try database.write(size(adding: [whole], removing: merged.count)) { database in
                    try TraceBlocks.delete(merged, database)
                    try TraceBlocks.insert(whole, database)
                }
                return
            } catch is TraceBlocks.TooLarge {
                // Places in a longer table of texts take more bytes, so a whole may be a little more than its parts.
                blocks.removeLast()
                // Where not even two fit, the first would be tried again with each flush.
                if blocks.count == 1 { leaveAlone(blocks[0].id) }
            }
        }
    }

    /// The blocks that may be merged with others, in the order in which they were written.
    private func smallBlocks() throws -> [Int64] {
        let small = try database.read { [limits] database in
            try TraceBlocks.extents(database, fewerSpansThan: limits.traceBlockSpans / 2)
        }.map(\.id)
        return state.withLock { state in
            // Those that are gone need not be remembered.
            state.large.formIntersection(small)
            return small.filter { !state.damaged.contains($0) && !state.large.contains($0) }
        }
    }

    private func leaveAlone(_ id: Int64) { _ = state.withLock { $0.large.insert(id) } }

    /// What became of reading a row.
    enum Reading {
        /// `bytes` are those of the block without compression.
        case spans([Span], bytes: Int)
        /// It was counted.
        case damaged
        /// It was merged into another or dropped meanwhile.
        case gone
    }

    func read(_ id: Int64) throws -> Reading {
        do {
            let row = try database.read { [limits] database in
                try TraceBlocks.spans(id: id, maximumBytes: limits.traceBlockBytes, database)
            }
            guard let row else { return .gone }
            return .spans(row.spans, bytes: row.bytes)
        } catch is SpanBlockError {
            noteDamage(id)
        } catch is ZstandardError {
            noteDamage(id)
        }
        return .damaged
    }
}
