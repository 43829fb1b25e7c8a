internal import GRDB
internal import Synchronization
internal import Traces

extension TraceStore {
    /// Makes what came since the last flush last; called each second, and before the store is left.
    ///
    /// Where it throws, the spans stay in memory for the next flush, up to ``Limits/pendingSpans``.
    public func flush() throws {
        try writing.withLock { _ in
            while true {
                let spans = state.withLock { Array($0.pending.prefix(limits.traceBlockSpans)) }
                guard let block = try TraceBlocks.New(Self.ordered(spans)) else { break }
                try database.write(size(adding: [block])) { database in try TraceBlocks.insert(block, database) }
                state.withLock { $0.pending.removeFirst(spans.count) }
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

    private func size(adding blocks: [TraceBlocks.New], removing rows: Int = 0) -> TelemetryWrite {
        TelemetryWrite(
            addingBytes: blocks.reduce(0) { $0 + $1.bytes + 64 }, inRows: blocks.count,
            removingRows: rows * Self.pagesOfARow, pageBytes: limits.telemetryPageBytes)
    }

    /// Makes one large block of many small ones, so that each span is written twice at most, and the file has few rows.
    private func mergeSmallBlocks() throws {
        let damaged = state.withLock { $0.damaged }
        let small = try database.read { [limits] database in
            try TraceBlocks.extents(database, fewerSpansThan: limits.traceBlockSpans / 2)
        }.filter { !damaged.contains($0.id) }
        guard small.count >= limits.unmergedTraceBlocks else { return }
        var spans: [Span] = []
        var merged: [Int64] = []
        for extent in small where spans.count < limits.traceBlockSpans {
            guard case .spans(let found) = try read(extent.id) else { continue }
            spans += found
            merged.append(extent.id)
        }
        guard merged.count > 1, let block = try TraceBlocks.New(Self.ordered(spans)) else { return }
        try database.write(size(adding: [block], removing: merged.count)) { [merged] database in
            try TraceBlocks.delete(merged, database)
            try TraceBlocks.insert(block, database)
        }
    }

    /// What became of reading a row.
    enum Reading {
        case spans([Span])
        /// It was counted.
        case damaged
        /// It was merged into another or dropped meanwhile.
        case gone
    }

    func read(_ id: Int64) throws -> Reading {
        do {
            let spans = try database.read { [limits] database in
                try TraceBlocks.spans(id: id, maximumBytes: limits.traceBlockBytes, database)
            }
            return spans.map(Reading.spans) ?? .gone
        } catch is SpanBlockError {
            noteDamage(id)
        } catch is ZstandardError {
            noteDamage(id)
        }
        return .damaged
    }
}
