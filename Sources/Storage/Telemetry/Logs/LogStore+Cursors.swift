internal import LogBlocks
public import Signals
internal import Synchronization

/// Lines of one stream.
public struct LogBatch: Sendable {
    /// What they share.
    public var stream: LabelSet
    /// In the order of their times.
    public var entries: [NewLogEntry]

    /// Puts a batch together.
    public init(stream: LabelSet, entries: [NewLogEntry]) {
        self.stream = stream
        self.entries = entries
    }
}

extension LogStore {
    /// How far a source was read by what has been appended; nil where it never was.
    public func cursor(_ name: String) -> [UInt8]? { state.withLock { $0.cursors.positions[name] } }

    /// The names of all cursors, in order.
    public var cursorNames: [String] { state.withLock { $0.cursors.positions.keys.sorted() } }

    /// Forgets a source that will not be read any more.
    public func forgetCursor(_ name: String) { state.withLock { $0.cursors.remove(name) } }

    /// Takes lines of a source together with how far it was read, or nothing of them.
    ///
    /// Where there is no room for all of them or for the place, ``LogAppendOutcome/dropped`` counts them, nothing has
    /// changed, and the same lines may be brought again later. Lines that are refused for what they are, are passed over.
    public func append(_ batches: [LogBatch], advancing cursor: LogCursor, at now: Timestamp) -> LogAppendOutcome {
        var outcome = LogAppendOutcome()
        let count = batches.reduce(0) { $0 + $1.entries.count }
        guard database.role == .daemon else {
            outcome.add(.readOnly, lines: count)
            return outcome
        }
        let bytes = batches.reduce(0) { sum, batch in batch.entries.reduce(sum) { $0 + LogHead.cost($1) } }
        var wakes = LogStore.State.Wakes()
        state.withLock { state in
            guard state.headBytes + bytes <= limits.logHeadBytes else {
                return outcome.add(.full(limitBytes: limits.logHeadBytes), lines: count)
            }
            if let refusal = state.cursors.set(cursor, limits) { return outcome.add(refusal, lines: count) }
            for batch in batches {
                let (one, woken) = state.append(batch.entries, to: batch.stream, at: now, limits)
                outcome.add(one)
                wakes.add(woken)
            }
        }
        for wake in wakes.tails { wake() }
        if wakes.flush { wake() }
        return outcome
    }
}
