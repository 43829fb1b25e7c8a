internal import GRDB
internal import Synchronization

/// Who wants to know at once that this process changed somebody's rights.
final class SecurityListeners: Sendable {
    private let listeners = Mutex<[@Sendable () -> Void]>([])

    func add(_ listener: @escaping @Sendable () -> Void) {
        listeners.withLock { $0.append(listener) }
    }

    func notify() {
        for listener in listeners.withLock({ $0 }) { listener() }
    }
}

/// Tells the listeners of every committed change of `security_revision`, before the writer hears of its commit.
///
/// Whoever changes accounts, roles or keys need not think of it: the triggers that count the revision up are enough.
final class SecurityChangeObserver: TransactionObserver {
    private let listeners: SecurityListeners
    /// Touched on the writer's queue alone.
    private var hasChange = false

    init(listeners: SecurityListeners) {
        self.listeners = listeners
    }

    func observes(eventsOfKind kind: DatabaseEventKind) -> Bool { kind.tableName == "security_revision" }

    func databaseDidChange(with _: DatabaseEvent) { hasChange = true }

    func databaseDidCommit(_: Database) {
        guard hasChange else { return }
        hasChange = false
        listeners.notify()
    }

    func databaseDidRollback(_: Database) { hasChange = false }
}

extension ApplianceDatabase {
    /// Calls `listener` after every transaction of this process that changed accounts, roles or keys, on the writer's
    /// queue and before the change returns to its caller.
    ///
    /// Changes of other processes are seen by asking for ``AccountStore/securityRevision()`` now and then.
    public func onSecurityChange(_ listener: @escaping @Sendable () -> Void) {
        securityListeners.add(listener)
    }
}
