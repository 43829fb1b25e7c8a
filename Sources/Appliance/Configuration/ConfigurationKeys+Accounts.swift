import Access

extension ConfigurationKeys {
    static let registration = ConfigurationKey.choice(
        "auth.registration", default: AccountSettings.Registration.admin,
        "Who may make a user over HTTP: admin for those who may write users, open for everybody.")

    static let requireAdministratorSecondFactor = ConfigurationKey.flag(
        "auth.require_admin_totp", default: false,
        "Whether users with the role admin may do nothing until they have a second factor.")

    static let lockoutFailures = ConfigurationKey.integer(
        "auth.lockout.failures", default: 5, in: 1...100,
        "Failed logins of one name from one address before the first wait.")

    static let lockoutFirstWait = ConfigurationKey.integer(
        "auth.lockout.first_wait_seconds", default: 1, in: 1...3_600,
        "Seconds of the first wait; each further failure doubles it.")

    static let lockoutLongestWait = ConfigurationKey.integer(
        "auth.lockout.longest_wait_seconds", default: 900, in: 1...86_400, "Seconds of the longest wait.")

    static let lockoutAddressFailures = ConfigurationKey.integer(
        "auth.lockout.address_failures", default: 30, in: 1...100_000,
        "Failed logins from one address, whatever the names, within the window.")

    static let lockoutAddressWindow = ConfigurationKey.integer(
        "auth.lockout.address_window_seconds", default: 900, in: 1...86_400,
        "Seconds of the window in which failed logins from one address are counted.")

    static let lockoutAccountFailures = ConfigurationKey.integer(
        "auth.lockout.account_failures", default: 100, in: 10...100,
        "Failed logins of one name in a row, from anywhere, after which an operator must unlock it.")

    /// Those of this file, in the order in which they are shown.
    static let accounts = [
        registration.info, requireAdministratorSecondFactor.info, lockoutFailures.info, lockoutFirstWait.info,
        lockoutLongestWait.info, lockoutAddressFailures.info, lockoutAddressWindow.info, lockoutAccountFailures.info,
    ]
}

extension AccountSettings {
    init(_ resolver: inout ConfigurationResolver) {
        registration = resolver.resolve(ConfigurationKeys.registration)
        requiresAdministratorSecondFactor = resolver.resolve(ConfigurationKeys.requireAdministratorSecondFactor)
        lockout = LockoutPolicy(
            freeFailures: resolver.resolve(ConfigurationKeys.lockoutFailures),
            firstWaitSeconds: resolver.resolve(ConfigurationKeys.lockoutFirstWait),
            longestWaitSeconds: resolver.resolve(ConfigurationKeys.lockoutLongestWait),
            addressFailures: resolver.resolve(ConfigurationKeys.lockoutAddressFailures),
            addressWindowSeconds: resolver.resolve(ConfigurationKeys.lockoutAddressWindow),
            accountFailures: resolver.resolve(ConfigurationKeys.lockoutAccountFailures))
    }
}
