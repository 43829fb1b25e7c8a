import Logging
import Storage
import Synchronization

/// When keys were last used, until it is written: a time a key, however many requests.
final class KeyUses: Sendable {
    private let store: APIKeyStore
    private let logger: Logger
    private let capacity: Int
    private let pending = Mutex<[Int64: Timestamp]>([:])

    init(store: APIKeyStore, logger: Logger, capacity: Int = Limits.pendingKeyUses) {
        self.store = store
        self.logger = logger
        self.capacity = capacity
    }

    /// Notes a use; where more keys are used between two writes than there is room for, some wait for their next use.
    func note(_ key: Int64, at time: Timestamp) {
        pending.withLock { pending in
            guard pending.count < capacity || pending[key] != nil else { return }
            pending[key] = time
        }
    }

    /// The last use that is noted and not written yet.
    func unwritten(_ key: Int64) -> Timestamp? { pending.withLock { $0[key] } }

    /// Writes what was noted, in one transaction.
    ///
    /// What could not be written waits for the next time: it is worth a line in the log and no more.
    func flush() async {
        let uses = pending.withLock { pending in
            defer { pending = [:] }
            return pending
        }
        do {
            try await store.noteUses(uses)
        } catch {
            logger.warning("The last use of API keys cannot be written yet.", metadata: ["error": "\(error)"])
            pending.withLock { $0.merge(uses) { later, _ in later } }
        }
    }
}
