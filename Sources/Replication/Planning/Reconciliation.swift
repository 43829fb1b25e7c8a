/// What is known of the local database before anything is replicated.
public struct LocalState: Sendable, Hashable {
    /// The hash of the database as it is.
    public var hash: Word128
    /// Salts of the log; nil when it is empty.
    public var salts: WALSalts?
    /// Committed frames of the log.
    public var frames: UInt32
    /// Where the log ended before anything was written in this run; nil when it was empty.
    public var found: LogPosition?
    /// The hash of the database as it was at the replica's ``ObjectHeader/logPosition``; nil when the log does not reach it.
    public var hashAtReplicaPosition: Word128?
    /// The hash of the database file without its log.
    public var hashOfFile: Word128
    /// The hash that page hashes remembered from an earlier run add up to; nil when there are none.
    public var rememberedHash: Word128?
    /// The last point of the replica that this directory is known to have reached; nil when it never replicated.
    public var lastPoint: ReplicaPoint?

    /// All of it.
    public init(
        hash: Word128, salts: WALSalts?, frames: UInt32, found: LogPosition?, hashAtReplicaPosition: Word128?,
        hashOfFile: Word128,
        rememberedHash: Word128?, lastPoint: ReplicaPoint?
    ) {
        self.hash = hash
        self.salts = salts
        self.frames = frames
        self.found = found
        self.hashAtReplicaPosition = hashAtReplicaPosition
        self.hashOfFile = hashOfFile
        self.rememberedHash = rememberedHash
        self.lastPoint = lastPoint
    }
}

/// Why replication does not start by itself.
public enum ReconciliationRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// The replica is of a database that this directory never had.
    case foreignReplica(ReplicaPoint)
    /// The replica went on without this directory.
    case replicaAhead(local: ReplicaPoint, replica: ReplicaPoint)
    /// The replica is older than what was acknowledged.
    case replicaLost(local: ReplicaPoint, replica: ReplicaPoint?)

    /// The sentence for people: what is wrong, and what to do.
    public var description: String {
        switch self {
        case .foreignReplica(let point):
            "The store has a replica up to \(point) that this directory never wrote. Restore it, or name another prefix."
        case .replicaAhead(let local, let replica):
            "The replica is at \(replica) and this directory at \(local): another writer went on. Restore the replica "
                + "into a new directory, or promote this one to a new timeline."
        case .replicaLost(let local, let replica):
            "The replica ends at \(replica.map { "\($0)" } ?? "nothing") and had acknowledged \(local): objects were lost "
                + "or removed. Begin a new timeline once it is known why."
        }
    }
}

/// How replication begins.
public enum Reconciliation: Sendable, Hashable {
    /// The store has nothing: begin with a snapshot.
    case begin
    /// Both are the same.
    case inStep
    /// The frames behind this one are missing in the replica; 0 for all of the log.
    case shipFrames(after: UInt32)
    /// They differ, and remembered hashes tell where: ship those pages under the next sequence, and raise an alarm.
    case shipDifference
    /// They differ, and nobody knows where: ship every page under the next sequence, and raise an alarm.
    case rebase
    /// The replica has changes of this very history that the disk lost: restore its end first.
    case rollForward
    /// Someone has to decide.
    case refuse(ReconciliationRefusal)

    /// Compares the local database with the last object of the replica.
    ///
    /// `writers` are those that this directory has had.
    public static func of(
        _ local: LocalState, replica: ObjectHeader?, writers: Set<Word128>
    ) -> Reconciliation {
        guard let replica else {
            return local.lastPoint.map { .refuse(.replicaLost(local: $0, replica: nil)) } ?? .begin
        }
        let end = ReplicaPoint(timeline: replica.timeline, sequence: replica.lastSequence)
        guard let last = local.lastPoint else {
            return local.hash == replica.hashAfter ? .inStep : .refuse(.foreignReplica(end))
        }
        guard last <= end else { return .refuse(.replicaLost(local: last, replica: end)) }
        guard last == end || writers.contains(replica.writer) else {
            return .refuse(.replicaAhead(local: last, replica: end))
        }
        if local.hash == replica.hashAfter { return .inStep }
        if let found = local.found, found.salts == replica.logPosition.salts,
            found.frame < replica.logPosition.frame
        {
            // The log ends within what was shipped of it: a machine that lost its power lost the rest.
            return .rollForward
        }
        if let frame = shippedFrame(local, replica) { return .shipFrames(after: frame) }
        if local.rememberedHash == replica.hashAfter { return .shipDifference }
        return .rebase
    }

    /// The frame up to which the replica has the log, if the log shows that what follows it is all that is missing.
    private static func shippedFrame(_ local: LocalState, _ replica: ObjectHeader) -> UInt32? {
        guard let salts = local.salts else { return nil }
        let position = replica.logPosition
        if salts == position.salts {
            guard position.frame <= local.frames, local.hashAtReplicaPosition == replica.hashAfter else { return nil }
            return position.frame
        }
        // The log was begun anew, which is legal once everything in it was shipped: the file is what the replica has.
        return local.hashOfFile == replica.hashAfter ? 0 : nil
    }
}
