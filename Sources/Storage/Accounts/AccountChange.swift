/// What is to be changed of an account; what is nil stays as it is.
public struct AccountChange: Sendable, Hashable {
    /// A new name.
    public var username: String?

    /// A new address, which is not verified then.
    public var email: String?

    /// A new full name.
    public var fullName: String?

    /// Another tier.
    public var tier: String?

    /// The roles in place of those it has.
    public var roles: [String]?

    /// Whether the account is to be refused everything.
    public var isDisabled: Bool?

    /// A change of nothing, to be filled in.
    public init(
        username: String? = nil, email: String? = nil, fullName: String? = nil, tier: String? = nil,
        roles: [String]? = nil, isDisabled: Bool? = nil
    ) {
        self.username = username
        self.email = email
        self.fullName = fullName
        self.tier = tier
        self.roles = roles
        self.isDisabled = isDisabled
    }

    func check(_ limits: Limits) throws(AccountError) {
        if let username { try AccountFields.checkUsername(username, limits: limits) }
        if let email { try AccountFields.checkEmail(email, limits: limits) }
        if let fullName { try AccountFields.checkFullName(fullName, limits: limits) }
        if let tier { try AccountFields.checkTier(tier) }
        if let roles { try AccountFields.checkRoles(roles, limits: limits) }
    }

    /// What of it differs from the account, by field, with the values before and after.
    func differences(from account: Account) -> [String: String] {
        var found: [String: String] = [:]
        func compare(_ field: String, _ before: String, _ after: String?) {
            if let after, after != before { found[field] = "\(before) -> \(after)" }
        }
        compare("username", account.username, username)
        compare("email", account.email, email)
        compare("full_name", account.fullName, fullName)
        compare("tier", account.tier, tier)
        compare("roles", account.roles.joined(separator: " "), roles?.sorted().joined(separator: " "))
        return found
    }
}
