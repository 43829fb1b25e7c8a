import ArgumentParser
import JSONText
import Storage

/// `geoclimate user update`.
struct UserUpdateCommand: AccountCommand {
    static let configuration = CommandConfiguration(
        commandName: "update", abstract: "Change a user's name, address, tier or roles.",
        discussion: "Example: geoclimate user update ada --tier pro --role user --role viewer")

    @Argument(help: "The username.")
    var name: String

    @Option(help: "Another username.")
    var username: String?

    @Option(help: "Another e-mail address, which is not verified then.")
    var email: String?

    @Option(help: "Another name in full.")
    var fullName: String?

    @Option(help: "Another tier: free, basic, pro or enterprise.")
    var tier: String?

    @Option(help: "A role in place of all the user has; may be given several times.")
    var role: [String] = []

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard username != nil || email != nil || fullName != nil || tier != nil || !role.isEmpty else {
            throw ValidationError("Say what to change, as in --tier pro.")
        }
        if let tier { try TierNames.validate(tier) }
    }

    func run() async throws {
        let change = AccountChange(
            username: username, email: email, fullName: fullName, tier: tier, roles: role.isEmpty ? nil : role)
        try await withAccounts { accounts in
            try await accounts.requireRoles(role)
            let account = try await accounts.store.update(
                id: try await accounts.account(name).id, change, origin: accounts.origin)
            guard !output.json else { return try Console.json { $0.account(account) } }
            Console.message("Changed the user \(account.username).")
        }
    }
}

/// `geoclimate user disable`.
struct UserDisableCommand: AccountCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable", abstract: "Refuse a user everything: sessions end, keys stop working.",
        discussion: "Example: geoclimate user disable ada")

    @Argument(help: "The username.")
    var name: String

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        try await withAccounts { accounts in
            let account = try await accounts.account(name)
            _ = try await accounts.store.update(
                id: account.id, AccountChange(isDisabled: true), origin: accounts.origin)
            Console.message("The user \(account.username) is disabled.")
        }
    }
}

/// `geoclimate user enable`.
struct UserEnableCommand: AccountCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable", abstract: "Let a disabled user in again.",
        discussion: "Example: geoclimate user enable ada")

    @Argument(help: "The username.")
    var name: String

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        try await withAccounts { accounts in
            let account = try await accounts.account(name)
            _ = try await accounts.store.update(
                id: account.id, AccountChange(isDisabled: false), origin: accounts.origin)
            Console.message("The user \(account.username) is active.")
        }
    }
}

/// `geoclimate user delete`.
struct UserDeleteCommand: AccountCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a user with all keys; the audit log and the usage keep what they say.",
        discussion: "Example: geoclimate user delete ada")

    @Argument(help: "The username.")
    var name: String

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        try await withAccounts { accounts in
            let account = try await accounts.account(name)
            try await accounts.store.delete(id: account.id, origin: accounts.origin)
            Console.message("Deleted the user \(account.username).")
        }
    }
}
