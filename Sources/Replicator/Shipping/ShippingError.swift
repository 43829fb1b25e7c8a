internal import ObjectStore
public import Replication

/// Why shipping begins anew, or ends.
public enum ShippingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A new timeline was asked for.
    case asked
    /// The spool was full and was emptied.
    case dropped
    /// This process once wrote another object under the name of the next segment.
    case taken(point: ReplicaPoint)
    /// The disk lost changes that the replica has.
    case behind(point: ReplicaPoint)
    /// Two findings contradict each other.
    case inconsistent(reason: String)

    /// The sentence for people: what failed, on what, what to do.
    public var description: String {
        switch self {
        case .asked: "A new snapshot was asked for."
        case .dropped: "Changes were dropped, because neither the store nor this disk had room for them."
        case .taken(let point):
            "The name of the next segment, \(point), has an object of this process that it does not know any more. The "
                + "database is compared with the replica again."
        case .behind(let point):
            "The disk has lost changes that it had acknowledged and that the replica has, up to \(point). Restore the "
                + "replica into a new directory."
        case .inconsistent(let reason): "The database and its replica cannot be compared: \(reason). It is tried again."
        }
    }
}

/// Whether trying again cannot help, so that replicating ends and whoever runs the appliance has to decide.
func isFinal(_ error: any Error) -> Bool {
    switch error {
    case ReplicatorError.fenced, ReplicatorError.refused, ReplicatorError.unfencedStore, ReplicatorError.otherKey: true
    case ObjectError.otherKey: true
    case ShippingError.behind: true
    default: false
    }
}
