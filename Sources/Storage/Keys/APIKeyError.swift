/// Why the store of keys refused something.
///
/// Each describes itself in a sentence that may be shown to the caller.
public enum APIKeyError: Error, Sendable, Hashable, CustomStringConvertible {
    /// No key has this id, or it is somebody else's.
    case notFound(id: Int64)

    /// No user has this id.
    case userNotFound(id: Int64)

    /// The name breaks the rules for names.
    case nameInvalid(maximumBytes: Int)

    /// The user has as many keys as one may have.
    case tooMany(limit: Int)

    /// A key that does not work any more, or is replaced already, cannot be rotated.
    case notRotatable(id: Int64, reason: String)

    /// The sentence for people: what failed, on what, and what to do.
    public var description: String {
        switch self {
        case .notFound(let id): "There is no API key with the id \(id). List the keys to see their ids."
        case .userNotFound(let id): "There is no user with the id \(id)."
        case .nameInvalid(let maximumBytes):
            "The name of an API key takes 1 to \(maximumBytes) bytes and no control characters."
        case .tooMany(let limit):
            "A user may have \(limit) API keys, and all are in use. Revoke one that is not needed any more."
        case .notRotatable(let id, let reason): "The API key \(id) cannot be rotated: \(reason). Create a new one."
        }
    }
}
