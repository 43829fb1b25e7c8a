internal import Replication

/// A finding after which the copies are made anew, if it is found again: one listing may be older than what was
/// applied.
enum StandbyDoubt: Sendable, Hashable {
    /// The newest timeline did not grow out of the present state.
    case foreign(timeline: UInt32)
    /// What follows a state is there only together with what came before it.
    case merged(after: ReplicaPoint)
    /// What stands behind a state does not follow it, though it is authentic.
    case broken(after: ReplicaPoint)

    /// The sentence for people.
    var reason: String {
        switch self {
        case .foreign(let timeline):
            "The newest timeline of the replica, \(timeline), did not grow out of the state that is served."
        case .merged(let point): "What follows \(point) is in the replica only merged with what came before."
        case .broken(let point): "What stands behind \(point) in the replica does not follow it."
        }
    }
}
