internal import Replication
internal import Synchronization

/// What is known of a database's write-ahead log: how far it is committed, how far that is safe elsewhere, and whether it
/// may be emptied.
///
/// The commit hook writes into it and must not wait: every section under the lock is a few assignments.
package final class LogLedger: Sendable {
    /// Who may empty the log.
    private enum Mode {
        /// Anyone: there is no replica.
        case free
        /// Nobody: there is a replica, and its capture runs in another process or has not begun.
        case held
        /// The capture, whose promise this asks before each checkpoint.
        case captured(willCheckpoint: @Sendable (ReplicaPoint) -> Bool)
    }

    private struct State {
        var mode = Mode.free
        var published: LogPosition?
        var secured: (position: LogPosition, point: ReplicaPoint)?
        var emptied: LogPosition?
        var listener: AsyncStream<LogPosition>.Continuation?
    }

    private let state = Mutex(State())

    /// Of a log that anyone may empty.
    package init() {}

    /// The last commit, as the hook told it.
    var published: LogPosition? { state.withLock { $0.published } }

    /// The position up to which a whole log was moved into the database file; from there on it may begin anew.
    var emptied: LogPosition? { state.withLock { $0.emptied } }

    /// Whether checkpoints are nobody's business but SQLite's.
    var isFree: Bool {
        state.withLock { if case .free = $0.mode { true } else { false } }
    }

    /// Leaves the log to the capture of the database, which has not begun.
    package func hold() { state.withLock { $0.mode = .held } }

    /// Leaves the log to SQLite again; false where a capture has it.
    func free() -> Bool {
        state.withLock { state in
            if case .captured = state.mode { return false }
            state.mode = .free
            return true
        }
    }

    /// Begins a capture; false when there is one.
    func capture(
        listener: AsyncStream<LogPosition>.Continuation,
        willCheckpoint: @escaping @Sendable (ReplicaPoint) -> Bool
    ) -> Bool {
        state.withLock { state in
            if case .captured = state.mode { return false }
            state = State(mode: .captured(willCheckpoint: willCheckpoint), listener: listener)
            return true
        }
    }

    /// Ends a capture; the log stays as it is for the next one.
    func release() {
        state.withLock { state in
            state.listener?.finish()
            state = State(mode: .held)
        }
    }

    /// Takes the news of the hook.
    func publish(_ position: LogPosition) {
        state.withLock { state in
            state.published = position
            // Yields under the lock, so that positions come in their order; it never waits.
            state.listener?.yield(position)
        }
    }

    /// Notes that everything up to a position is safe elsewhere, as the state `point`.
    func secure(_ position: LogPosition, as point: ReplicaPoint) {
        state.withLock { $0.secured = (position, point) }
    }

    /// Whether the log may be checkpointed now; only asked on the writer, so nothing is committed meanwhile.
    func permitsCheckpoint() -> Bool {
        let (mode, secured) = state.withLock { state in
            (state.mode, state.secured?.position == state.published ? state.secured : nil)
        }
        switch mode {
        case .free: return true
        case .held: return false
        case .captured(let willCheckpoint): return secured.map { willCheckpoint($0.point) } ?? false
        }
    }

    /// Notes that the whole log, as it was published, is in the database file.
    func noteEmptied() { state.withLock { $0.emptied = $0.published } }
}
