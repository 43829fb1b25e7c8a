/// Why one attempt of an outgoing call failed, and whether another could succeed.
public struct CallFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of failure it is.
    public enum Kind: Sendable, Hashable {
        /// The target could not be reached, did not answer in time, or is overloaded: it may work later.
        ///
        /// A target that says when to come back is not asked before that, in milliseconds.
        case transient(retryAfterMilliseconds: Int?)
        /// The target answered that this call will never work.
        case permanent
    }

    /// Whether another attempt could succeed.
    public var kind: Kind

    /// What happened, in a sentence for the operator; never with a secret.
    public var reason: String

    /// A failure from its parts.
    public init(_ kind: Kind, _ reason: String) {
        self.kind = kind
        self.reason = reason
    }

    /// A failure that may be gone later.
    public static func transient(_ reason: String) -> CallFailure {
        CallFailure(.transient(retryAfterMilliseconds: nil), reason)
    }

    /// A failure that stays.
    public static func permanent(_ reason: String) -> CallFailure { CallFailure(.permanent, reason) }

    /// What happened.
    public var description: String { reason }

    /// Whether another attempt could succeed.
    public var isTransient: Bool { kind != .permanent }
}
