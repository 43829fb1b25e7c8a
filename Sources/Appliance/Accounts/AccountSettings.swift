import Access

/// What the configuration says about accounts.
struct AccountSettings: Sendable, Equatable {
    /// Who may make accounts.
    enum Registration: String, CaseIterable, Sendable {
        /// Whoever may write users.
        case admin
        /// Everybody, for themselves; what they get is ``SelfRegistration``.
        case open
    }

    var registration = Registration.admin
    /// Whether the role `admin` allows nothing until its holder has a second factor.
    var requiresAdministratorSecondFactor = false
    var lockout = LockoutPolicy()
}

/// What an account has that somebody made for themselves: predictions, and the smallest allowance.
enum SelfRegistration {
    static let role = Role.apiUser.name
    static let tier = "free"
}
