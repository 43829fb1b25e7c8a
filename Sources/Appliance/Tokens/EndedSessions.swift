import Synchronization

/// The sessions that were ended while access tokens of theirs may still be out.
///
/// It stays small: an entry is needed only until the last access token of the session has expired.
final class EndedSessions: Sendable {
    private struct State {
        var listed: Set<String> = []
        /// Those that were ended here since the database was last listed, and between the two lists before.
        var new: Set<String> = []
        var recent: Set<String> = []
    }

    private let state = Mutex(State())

    func contains(_ sessionID: String) -> Bool {
        state.withLock { state in
            state.listed.contains(sessionID) || state.new.contains(sessionID) || state.recent.contains(sessionID)
        }
    }

    /// Ends a session at once, before the next look at the database.
    func insert(_ sessionID: String) {
        state.withLock { state in _ = state.new.insert(sessionID) }
    }

    /// Takes what the database lists; what was ended here while it was being listed stays until the next list.
    func replace(with listed: Set<String>) {
        state.withLock { state in
            state.listed = listed
            state.recent = state.new
            state.new = []
        }
    }
}
