public import Replication

/// How a database and its replica stand.
public struct ReplicaStatus: Sendable, Hashable {
    /// What the replicator is at.
    public enum Phase: Sendable, Hashable {
        /// It compares the database with the replica, or makes the first snapshot.
        case starting
        /// Changes arrive in the replica as they are made.
        case following
        /// The store is out of reach, and the write-ahead log holds the changes.
        case storeDown
        /// The store is out of reach, and changes go to the spool on this disk.
        case spooling
        /// Changes were dropped, and a snapshot follows as soon as the store is back.
        case needsSnapshot
        /// This process may not write to the replica, or gave up.
        case stopped(reason: String)
    }

    /// What the replicator is at.
    public var phase = Phase.starting
    /// The last point that is in the replica.
    public var point: ReplicaPoint?
    /// How long the oldest commit waits that is not in the replica, in milliseconds; 0 for none.
    public var lagMilliseconds: Int64 = 0
    /// When the store last acknowledged something, in milliseconds since 1970.
    public var lastAcknowledged: Int64?
    /// Bytes in the spool.
    public var spoolBytes = 0
    /// Bytes of the write-ahead log that no checkpoint has moved into the file.
    public var logBytes = 0
    /// Segments that the store has acknowledged to this process.
    public var segments = 0
    /// Their bytes.
    public var bytes = 0
    /// Attempts that failed.
    public var errors = 0
    /// How long commits took to be durable in the store, in milliseconds: the last ones, at most ``Limits/rememberedLags``.
    public var lastLags: [Int64] = []

    /// Of a replicator that has not begun.
    public init() {}
}
