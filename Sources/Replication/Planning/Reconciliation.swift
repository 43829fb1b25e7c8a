/// What is known of the local database before anything is replicated.
public struct LocalState: Sendable, Hashable {
    /// The hash of the database as it is.
    public var hash: UInt128
    /// Salts of the log; nil when it is empty.
    public var salts: WALSalts?
    /// Committed frames of the log.
    public var frames: UInt32
    /// The hash of the database as it was at the replica's ``ObjectHeader/logPosition``; nil when the log does not reach it.
    public var hashAtReplicaPosition: UInt128?
    /// The hash of the database file without its log.
    public var hashOfFile: UInt128
    /// The hash that page hashes remembered from an earlier run add up to; nil when there are none.
    public var rememberedHash: UInt128?
    /// The last point of the replica that this directory is known to have reached; nil when it never replicated.
    public var lastPoint: ReplicaPoint?

    /// All of it.
    public init(
        hash: UInt128, salts: WALSalts?, frames: UInt32, hashAtReplicaPosition: UInt128?, hashOfFile: UInt128,
        rememberedHash: UInt128?, lastPoint: ReplicaPoint?
    ) {
        self.hash = hash
        self.salts = salts
        self.frames = frames
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
    /// Both have changed: ship the pages in which they differ, which the remembered hashes tell.
    case shipDifference
    /// Both differ, and nobody knows where: ship a snapshot under the next sequence.
    case rebase
    /// The replica has changes of this very history that the disk lost: fetch and apply them first.
    case rollForward(from: ReplicaPoint)
    /// Someone has to decide.
    case refuse(ReconciliationRefusal)

    /// Compares the local database with the last object of the replica.
    ///
    /// `replicaHashAtLastPoint` is the hash that the replica has for ``LocalState/lastPoint``; nil when it does not have that
    /// point any more. `writers` are those that this directory has had.
    public static func of(
        _ local: LocalState, replica: ObjectHeader?, replicaHashAtLastPoint: UInt128?, writers: Set<UInt128>
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
        if let frame = shippedFrame(local, replica) { return .shipFrames(after: frame) }
        if last < end, let known = replicaHashAtLastPoint, known == local.hash { return .rollForward(from: last) }
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
