import Storage

/// Which of its owner's keys a caller may see and change.
///
/// Without this, a key with few scopes could make one with more, or replace one that has more and so learn it.
enum KeyReach: Sendable, Equatable {
    /// All keys of the owner: for people, and for keys that are worth as much as their owner.
    case all
    /// Itself alone: for a key with scopes, limits or an expiry of its own.
    case itself(id: Int64)
    /// None: for a token that is narrower than what it was issued for.
    case none

    /// Whether a key of the same owner is within reach; the others are as if they were not there.
    func contains(_ id: Int64) -> Bool {
        switch self {
        case .all: true
        case .itself(let own): own == id
        case .none: false
        }
    }
}
