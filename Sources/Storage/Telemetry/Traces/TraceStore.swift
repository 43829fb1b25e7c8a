internal import GRDB
internal import Synchronization
public import Traces

/// Spans in `telemetry.db`.
///
/// Spans arrive in memory, a flush each second packs them into one row, and small rows are merged when there are enough of
/// them. What a process loses when it is killed is what came after its last flush. Every method but ``append(_:)`` blocks
/// the calling thread on the database.
public final class TraceStore: Sendable {
    let database: TelemetryDatabase
    let limits: Limits
    let state = Mutex(State())
    /// Held by whatever writes: flush, merging, retention.
    let writing = Mutex<Void>(())
    private let tenant: TraceTenant

    /// Everything in memory.
    struct State {
        var pending = WeighedSpans()
        var counts = TraceCounts()
        var damaged: Set<Int64> = []
        /// Blocks of few spans that are too large to be merged with others.
        var large: Set<Int64> = []
    }

    /// Keeps traces in an open database; `allowance` is how many bytes of the file traces may have.
    public init(database: TelemetryDatabase, allowance: Int? = nil) {
        self.database = database
        limits = database.limits
        tenant = TraceTenant(allowance: allowance ?? database.maximumBytes)
        database.add(tenant)
    }

    /// What happened to spans and blocks since the store was opened.
    public var counts: TraceCounts { state.withLock { $0.counts } }

    /// Takes spans for the next flush, and answers how many; the rest is more than may wait, and is lost and counted.
    @discardableResult
    public func append(_ spans: [Span]) -> Int {
        let new = WeighedSpans(spans)
        return state.withLock { state in
            let taken = new.count(
                within: limits.pendingSpans - state.pending.spans.count,
                bytes: limits.pendingSpanBytes - state.pending.bytes)
            state.pending.append(taken, of: new)
            state.counts.accepted += taken
            state.counts.lost += spans.count - taken
            return taken
        }
    }

    /// Takes all of some spans for the next flush, or none where there is no room for all; then whoever sent them keeps them.
    ///
    /// Where nothing waits, any number of bytes is taken: whoever reads spans bounds them, and what is refused even
    /// then would be sent again for ever.
    public func appendWhole(_ spans: [Span]) -> Bool {
        let new = WeighedSpans(spans)
        return state.withLock { state in
            let room = max(0, limits.pendingSpanBytes - state.pending.bytes)
            guard spans.count <= limits.pendingSpans - state.pending.spans.count,
                state.pending.spans.isEmpty || new.bytes <= room
            else { return false }
            state.pending.append(spans.count, of: new)
            state.counts.accepted += spans.count
            return true
        }
    }

    /// Counts spans that whoever sent them was refused.
    public func noteRefused(_ spans: Int) { state.withLock { $0.counts.refused += spans } }

    func noteDamage(_ id: Int64) {
        state.withLock { state in
            state.damaged.insert(id)
            state.counts.damaged = state.damaged.count
        }
    }
}

/// What happened to spans and blocks since the store was opened.
public struct TraceCounts: Sendable, Hashable {
    /// Spans that were taken.
    public var accepted = 0
    /// Spans that are not stored, because too many were waiting for the disk, or because they are ``oversized``.
    public var lost = 0
    /// Spans that were taken, and dropped because each alone is more than a block may hold.
    public var oversized = 0
    /// Spans that were refused for what they are.
    public var refused = 0
    /// Blocks that could not be read.
    public var damaged = 0
}
