internal import GRDB
internal import Synchronization
public import Traces

/// What a search has found.
public struct TraceSearchResult: Sendable, Equatable {
    /// All spans of each trace, the trace whose found span began last first.
    public let traces: [[Span]]
    /// False where the search stopped at ``Limits/searchedSpans``: older traces may be missing.
    public let isComplete: Bool
}

extension TraceStore {
    /// All spans of a trace, in the order of their start; none where it is unknown.
    ///
    /// Throws ``TelemetryError/cancelled`` once `isCancelled` says so.
    public func trace(_ id: TraceID, isCancelled: () -> Bool = { false }) throws -> [Span] {
        try traces([id], isCancelled: isCancelled)[id] ?? []
    }

    /// All spans of some traces, each trace's in the order of their start; a trace that is unknown is missing.
    ///
    /// All are looked for at once. Throws ``TelemetryError/cancelled`` once `isCancelled` says so.
    public func traces(_ ids: Set<TraceID>, isCancelled: () -> Bool = { false }) throws -> [TraceID: [Span]] {
        guard !ids.isEmpty else { return [:] }
        // First what waits: a flush in between shows a span twice, which is put right below, and never none of it.
        var found = state.withLock { $0.pending.spans.filter { ids.contains($0.trace) } }
        _ = try visit(
            { try TraceBlocks.holding(ids, $0, isCancelled: isCancelled) }, isCancelled: isCancelled
        ) { spans in
            found += spans.filter { ids.contains($0.trace) }
        }
        return Dictionary(grouping: found, by: \.trace).mapValues { spans in
            var seen: Set<SpanID> = []
            return spans.filter { seen.insert($0.id).inserted }
                .sorted { ($0.start, $0.id.value) < ($1.start, $1.id.value) }
        }
    }

    /// The latest traces with a span that a query accepts.
    ///
    /// Blocks whose services, operations, durations and times rule them out are not unpacked. Throws
    /// ``TelemetryError/cancelled`` once `isCancelled` says so.
    public func search(_ query: JaegerQuery, isCancelled: () -> Bool = { false }) throws -> TraceSearchResult {
        var latest: [TraceID: Int64] = [:]
        func look(_ spans: [Span]) {
            for span in spans where query.accepts(span) {
                latest[span.trace] = max(latest[span.trace] ?? span.start, span.start)
            }
        }
        look(state.withLock { $0.pending.spans })
        let isComplete = try visit(
            { try TraceBlocks.candidates(query, $0, isCancelled: isCancelled) }, isCancelled: isCancelled, look)
        let found = latest.sorted { ($0.value, $0.key) > ($1.value, $1.key) }.prefix(max(0, query.limit)).map(\.key)
        let spans = try traces(Set(found), isCancelled: isCancelled)
        return TraceSearchResult(traces: found.compactMap { spans[$0] }, isComplete: isComplete)
    }

    /// The names of all services, in order.
    public func services() throws -> [String] {
        Set(try operations().map(\.service)).sorted()
    }

    /// The names of a service's operations, in order.
    public func operations(of service: String) throws -> [String] {
        Set(try operations().filter { $0.service == service }.map(\.name)).sorted()
    }

    private func operations() throws -> [SpanDigest.Operation] {
        let pending = SpanDigest(state.withLock { $0.pending.spans })?.operations ?? []
        return try database.read(TraceBlocks.operations) + pending
    }

    /// Shows the spans of blocks in turn; false where it stopped at ``Limits/searchedSpans``.
    ///
    /// Every block is shown, because blocks overlap in time. A block that is merged into another meanwhile is looked for again
    /// with a new list, so that what it held is not missed; its spans may be shown twice.
    private func visit(
        _ list: (Database) throws -> [Int64], isCancelled: () -> Bool, _ show: ([Span]) -> Void
    ) throws -> Bool {
        var looked = 0
        var seen: Set<Int64> = []
        for _ in 0..<limits.traceSearchAttempts {
            var isGone = false
            for id in try database.read(list) where seen.insert(id).inserted {
                guard !isCancelled() else { throw TelemetryError.cancelled }
                guard looked < limits.searchedSpans else { return false }
                switch try read(id) {
                case .spans(let spans, bytes: _):
                    looked += spans.count
                    show(spans)
                case .damaged: break
                case .gone: isGone = true
                }
            }
            if !isGone { return true }
        }
        return false
    }
}
