public import Replication

/// Which state of the database is wanted.
public enum RestoreTarget: Sendable, Hashable {
    /// The last state of the newest timeline that has any.
    case newest
    /// Exactly this state, of whichever timeline.
    case point(ReplicaPoint)
    /// The state behind a sequence number, in the history that the newest timeline grew out of.
    case sequence(UInt64)
    /// The last state that was written at or before a time, in milliseconds since 1970.
    case time(Int64)
}

/// What a restore will read, with the chain of its objects verified.
public struct PlannedRestore: Sendable {
    /// The objects, oldest first.
    public let plan: RestorePlan
    /// The header whose state comes out.
    public let target: ObjectHeader
    /// Bytes of all chunks that may be needed; those whose pages newer objects have are left out while restoring.
    public let downloadBytes: Int

    /// Newest first; the order in which their pages count.
    let sources: [RestoreSource]

    /// The state that comes out, in the timeline in which it was written.
    public var point: ReplicaPoint { ReplicaPoint(timeline: target.timeline, sequence: target.lastSequence) }
}

/// An object of a plan.
struct RestoreSource: Sendable {
    let object: RemoteObject
    /// 0 for the newest; the parts of the snapshot, which have no page in common, share the last one.
    let rank: Int
}

/// How far a restore is.
public struct RestoreProgress: Sendable, Hashable {
    /// What is being done.
    public enum Phase: Sendable, Hashable {
        /// Objects are read and pages written.
        case reading
        /// The file is made durable and SQLite checks it.
        case checking
    }

    /// Pages that are written.
    public let pages: Int
    /// Pages of the database that have content.
    public let pagesInAll: Int
    /// Bytes that came from the store.
    public let bytes: Int
    /// What is being done.
    public let phase: Phase
}

/// What was restored.
public struct RestoreReport: Sendable, Hashable {
    /// The state, in the timeline in which it was written.
    public let point: ReplicaPoint
    /// When it was written, in milliseconds since 1970.
    public let timestamp: Int64
    /// Pages of the database.
    public let databasePages: UInt32
    /// The hash of the database, which the restored pages were compared with.
    public let hash: Word128
    /// Bytes that came from the store, without headers and indexes.
    public let downloadedBytes: Int
    /// How long it took, without the planning.
    public let milliseconds: Int64
}
