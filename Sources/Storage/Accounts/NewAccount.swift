/// What a new account is made of.
public struct NewAccount: Sendable, Hashable {
    /// Unique without regard to case.
    public var username: String

    /// Unique without regard to case.
    public var email: String

    /// May be empty.
    public var fullName: String

    /// The hash of the password; nil for an account that cannot log in with one.
    public var passwordHash: String?

    /// The name of the tier.
    public var tier: String

    /// The names of the roles.
    public var roles: [String]

    /// An account from its parts; the store checks them.
    public init(
        username: String, email: String, fullName: String = "", passwordHash: String?, tier: String, roles: [String]
    ) {
        self.username = username
        self.email = email
        self.fullName = fullName
        self.passwordHash = passwordHash
        self.tier = tier
        self.roles = roles
    }
}
