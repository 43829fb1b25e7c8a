/// A person, or a program with an account of its own, as the database knows them; never with a secret.
public struct Account: Sendable, Hashable {
    /// Counts up; never given out again.
    public let id: Int64

    /// Unique without regard to case.
    public let username: String

    /// Unique without regard to case.
    public let email: String

    /// May be empty.
    public let fullName: String

    /// The name of the tier.
    public let tier: String

    /// The names of the roles, sorted.
    public let roles: [String]

    /// The permissions of all roles, as the roles write them.
    public let permissions: [String]

    /// A disabled account is refused everything; its sessions and keys are dead.
    public let isDisabled: Bool

    /// When the address was verified; nil while it is not.
    public let emailVerifiedAt: Timestamp?

    /// Tokens of an older epoch are refused.
    public let sessionEpoch: Int64

    /// Whether a second factor is required at login.
    public let hasSecondFactor: Bool

    /// When the account was made.
    public let createdAt: Timestamp

    /// When somebody last logged in with the password; nil when nobody has.
    public let lastLoginAt: Timestamp?
}
