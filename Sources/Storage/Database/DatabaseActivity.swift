internal import Synchronization

/// What is asked of a database.
public enum DatabaseOperation: String, Sendable, CaseIterable {
    /// A transaction that only looks.
    case read
    /// A transaction that may change something, its commit included.
    case write
}

/// Told of every operation, for metrics.
///
/// It brings the clock along, because nothing in this target knows the time.
public protocol DatabaseObserver: Sendable {
    /// Nanoseconds that only grow.
    func monotonicNanoseconds() -> UInt64

    /// An operation has ended; its wait for a connection and for other processes is not in the time.
    func ended(_ operation: DatabaseOperation, nanoseconds: UInt64)
}

/// How many connections an open database has.
public struct DatabaseConnections: Sendable, Hashable {
    /// Those that run a statement now.
    public var active: Int

    /// Those that are open.
    public var open: Int

    /// Those that may be open: one writer and ``Limits/readerConnections``.
    public var most: Int
}

/// Counts the connections and the operations of one database.
final class DatabaseActivity: Sendable {
    private let active = Atomic<Int>(0)
    /// By the path of their database: a standby changes from one file to another.
    private let opened = Mutex<[String: Int]>([:])
    private let observer = Mutex<(any DatabaseObserver)?>(nil)

    /// Connections stay open until the database is closed.
    func connectionOpened(to path: String) { opened.withLock { $0[path, default: 0] += 1 } }

    /// All connections to a file were closed.
    func connectionsClosed(to path: String) { opened.withLock { $0[path] = nil } }

    func observe(by observer: any DatabaseObserver) { self.observer.withLock { $0 = observer } }

    func connections(most: Int) -> DatabaseConnections {
        DatabaseConnections(
            active: active.load(ordering: .relaxed), open: opened.withLock { $0.values.reduce(0, +) }, most: most)
    }

    /// Runs an operation on its connection's queue.
    func during<Value>(_ operation: DatabaseOperation, _ body: () throws -> Value) rethrows -> Value {
        active.wrappingAdd(1, ordering: .relaxed)
        defer { active.wrappingSubtract(1, ordering: .relaxed) }
        guard let observer = observer.withLock({ $0 }) else { return try body() }
        let start = observer.monotonicNanoseconds()
        defer { observer.ended(operation, nanoseconds: observer.monotonicNanoseconds() &- start) }
        return try body()
    }
}

extension ApplianceDatabase {
    /// Tells `observer` of every operation from now on.
    public func observe(by observer: any DatabaseObserver) { activity.observe(by: observer) }

    /// How many connections there are now.
    public var connections: DatabaseConnections { activity.connections(most: 1 + limits.readerConnections) }
}
