import Logging
import Replicator
import Synchronization

/// Hears what happens to the replica: says it in the log, and counts what went wrong.
final class ReplicaLog: Sendable {
    private let logger: Logger
    private let count = Mutex<UInt64>(0)

    init(logger: Logger) { self.logger = logger }

    /// Warnings and alarms so far.
    var errors: UInt64 { count.withLock { $0 } }

    /// Takes an event; fit to be a `ReplicaListener`.
    func note(_ event: ReplicaEvent) {
        if event.level != .notice { count.withLock { $0 &+= 1 } }
        let level: Logger.Level =
            switch event.level {
            case .notice: .notice
            case .warning: .warning
            case .alarm: .critical
            }
        logger.log(level: level, "\(event.text)", metadata: ["database": "\(event.database)"])
    }
}
