import Synchronization

/// Tells whoever works on an answer that its caller has gone.
final class CallerDeparture: Sendable {
    private struct State {
        var hasGone = false
        var watcher: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// The caller has closed the connection, or its way to the daemon.
    func happened() {
        let watcher = state.withLock { state in
            state.hasGone = true
            defer { state.watcher = nil }
            return state.watcher
        }
        watcher?()
    }

    /// Calls `watcher` when the caller goes, at once if it has gone; nil watches no more.
    ///
    /// One request of a connection is handled at a time, so there is one watcher at most.
    func watch(_ watcher: (@Sendable () -> Void)?) {
        let hasGone = state.withLock { state in
            state.watcher = state.hasGone ? nil : watcher
            return state.hasGone
        }
        if hasGone { watcher?() }
    }
}
