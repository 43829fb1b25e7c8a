import ArgumentParser
import Storage

/// `geoclimate user password`.
struct UserPasswordCommand: AccountCommand {
    static let configuration = CommandConfiguration(
        commandName: "password", abstract: "Give a user another password, which ends all sessions.",
        discussion: """
            Example: geoclimate user password ada

            The password is asked for, or read from standard input with --password-stdin.
            """)

    @Argument(help: "The username.")
    var name: String

    @OptionGroup var password: PasswordOptions
    @OptionGroup var global: GlobalOptions

    func run() async throws {
        try await withAccounts { accounts in
            let account = try await accounts.account(name)
            let text = try password.read(for: account.username)
            let hash = try await accounts.passwords.hash(
                text, names: [account.username, account.email, account.fullName],
                hasSecondFactor: account.hasSecondFactor)
            try await accounts.store.setPassword(id: account.id, hash: hash, origin: accounts.origin)
            Console.message("The user \(account.username) has another password.")
        }
    }
}

/// `geoclimate user unlock`.
struct UserUnlockCommand: AccountCommand {
    static let configuration = CommandConfiguration(
        commandName: "unlock", abstract: "Let a user log in again after too many failed logins in a row.",
        discussion: "Example: geoclimate user unlock ada")

    @Argument(help: "The username.")
    var name: String

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        try await withAccounts { accounts in
            let account = try await accounts.account(name)
            let hadFailures = try await accounts.store.unlock(id: account.id, origin: accounts.origin)
            Console.message(
                hadFailures
                    ? "The user \(account.username) may log in again." : "The user \(account.username) was not locked.")
        }
    }
}

/// `geoclimate user totp …`.
struct UserTOTPCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "totp", abstract: "Look after users' second factors.",
        discussion: "Example: geoclimate user totp disable ada", subcommands: [UserTOTPDisableCommand.self])
}

/// `geoclimate user totp disable`.
struct UserTOTPDisableCommand: AccountCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable", abstract: "Take a user's second factor away, as when the authenticator is lost.",
        discussion: "Example: geoclimate user totp disable ada")

    @Argument(help: "The username.")
    var name: String

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        try await withAccounts { accounts in
            let account = try await accounts.account(name)
            let hadOne = try await accounts.store.disableSecondFactor(id: account.id, origin: accounts.origin)
            Console.message(
                hadOne
                    ? "The user \(account.username) logs in with the password alone."
                    : "The user \(account.username) had no second factor.")
        }
    }
}
