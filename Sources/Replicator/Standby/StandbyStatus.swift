public import Replication
public import Storage

/// How a standby is.
public struct StandbyStatus: Sendable, Hashable {
    /// What it does.
    public enum Phase: Sendable, Hashable {
        /// It restores a whole copy.
        case restoring
        /// It applies what comes.
        case following
        /// Something is in the way; the last good state is served, and it is tried again.
        case failing(reason: String)
    }

    /// What it does.
    public var phase: Phase
    /// The state that it serves.
    public var point: ReplicaPoint?
    /// When that state was written, in milliseconds since 1970.
    public var timestamp: Int64?
    /// How long ago, in milliseconds, it had everything that was in the replica; nil before the first time.
    public var lagMilliseconds: Int64?
}

/// What a standby ends with when it is promoted.
public struct FinishedStandby: Sendable, Hashable {
    /// Which copy has the newest state.
    public let file: StandbyFile
    /// That state.
    public let point: ReplicaPoint
}

/// A copy could not be put in the place of the one that is served: this process cannot go on.
public struct StandbyServingError: Error, Sendable, CustomStringConvertible {
    /// Why.
    public let reason: String

    /// The sentence for people.
    public var description: String {
        "The copy of the replica with the newest state cannot be served: \(reason). Start the standby again."
    }
}
