import ArgumentParser
import JSONText
import Storage

/// `geoclimate user list`.
struct UserListCommand: AccountCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List users in the order in which they were made.",
        discussion: "Example: geoclimate user list --limit 50")

    @Option(help: "Begin after the user with this id.")
    var after: Int64 = 0

    @Option(help: "List at most this many.")
    var limit = Limits.accountPage

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit takes a number above zero.") }
    }

    func run() async throws {
        try await withAccounts { accounts in
            let found = try await accounts.store.accounts(after: after, limit: limit)
            guard !output.json else {
                return try Console.json { json in
                    json.beginArray()
                    for account in found { json.account(account) }
                    json.endArray()
                }
            }
            guard !found.isEmpty else {
                return Console.message("There are no users. Make one: geoclimate user create NAME --email E")
            }
            var table = TextTable(header: ["ID", "USERNAME", "EMAIL", "ROLES", "TIER", "STATE", "LAST LOGIN"])
            for account in found {
                table.add([
                    String(account.id), account.username, account.email, account.roles.joined(separator: ","),
                    account.tier, account.isDisabled ? "disabled" : "active", account.lastLoginAt?.rfc3339 ?? "-",
                ])
            }
            try Console.output(table.text)
        }
    }
}

/// `geoclimate user show`.
struct UserShowCommand: AccountCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one user.", discussion: "Example: geoclimate user show ada")

    @Argument(help: "The username.")
    var name: String

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await withAccounts { accounts in
            let account = try await accounts.account(name)
            guard !output.json else { return try Console.json { $0.account(account) } }
            let failures = try await accounts.store.failuresInARow(username: account.username)
            var table = TextTable(header: ["id", String(account.id)])
            table.add(["username", account.username])
            table.add(["email", account.email + (account.emailVerifiedAt == nil ? " (not verified)" : "")])
            if !account.fullName.isEmpty { table.add(["full name", account.fullName]) }
            table.add(["roles", account.roles.joined(separator: ", ")])
            table.add(["permissions", account.permissions.joined(separator: ", ")])
            table.add(["tier", account.tier])
            table.add(["state", account.isDisabled ? "disabled" : "active"])
            table.add(["second factor", account.hasSecondFactor ? "yes" : "no"])
            table.add(["failed logins in a row", String(failures)])
            table.add(["made", account.createdAt.rfc3339])
            table.add(["last login", account.lastLoginAt?.rfc3339 ?? "never"])
            try Console.output(table.text)
        }
    }
}
