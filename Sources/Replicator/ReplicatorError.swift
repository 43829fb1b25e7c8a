public import Replication

/// Why replicating or restoring stops.
public enum ReplicatorError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Another process writes to this replica.
    case fenced(writer: Word128, point: ReplicaPoint)
    /// The local database and the replica do not belong together, and someone has to decide.
    case refused(ReconciliationRefusal)
    /// The store does not honour conditions, and the settings do not accept that.
    case unfencedStore
    /// The replica is encrypted with another master key.
    case otherKey
    /// Others changed the manifest whenever this process tried to.
    case manifestContended(attempts: Int)
    /// The replica has more objects than are listed.
    case tooManyObjects(prefix: String, limit: Int)
    /// The replica has more timelines than its manifest by so many that they are not looked for.
    case tooManyTimelines(limit: Int)
    /// An object is authentic and has the name of another one.
    case misplaced(name: String)
    /// This directory wrote to the replica at a point since it was last read.
    case changed(point: ReplicaPoint)
    /// A timeline was to grow out of a state that the database is not in.
    case branchDiffers(point: ReplicaPoint)
    /// No object ends in a point.
    case noObject(point: ReplicaPoint)

    /// The sentence for people: what failed, on what, what to do.
    public var description: String {
        switch self {
        case .fenced(let writer, let point):
            "Another process, the writer \(writer), writes to this replica: it has \(point). Stop one of the two, or give "
                + "each a prefix of its own; this one does not write any more."
        case .refused(let refusal): refusal.description
        case .unfencedStore:
            "The store replaces an object that should have been created only once, so it cannot keep two writers apart. "
                + "Take one that honours If-None-Match, or accept in the settings that nothing protects the replica from "
                + "a second writer."
        case .otherKey:
            "The replica is encrypted with another master key. Give the key that was written down when it was set up."
        case .manifestContended(let attempts):
            "The manifest of the replica was changed by others \(attempts) times in a row while this process wanted to. "
                + "Look for other processes that have the same prefix; it is tried again later."
        case .tooManyObjects(let prefix, let limit):
            "The store has more than \(limit) objects under \(prefix), which is more than are listed. Shorten what is kept, "
                + "or begin a replica under another prefix."
        case .tooManyTimelines(let limit):
            "The replica has more than \(limit) timelines that its manifest does not name. The manifest may have been "
                + "removed: look at the store, or begin a replica under another prefix."
        case .misplaced(let name):
            "The object \(name) is one of this replica under the name of another. Somebody moved objects in the store: put "
                + "it right or restore a point that does not need it."
        case .changed(let point):
            "This directory wrote to the replica at \(point) after the replica was read. Read it again."
        case .branchDiffers(let point):
            "A timeline cannot grow out of \(point), because the database is in another state. Begin one of its own."
        case .noObject(let point):
            "The replica has no object that ends in \(point). List what there is, and name another point."
        }
    }
}
