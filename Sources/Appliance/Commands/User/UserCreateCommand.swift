import Access
import ArgumentParser
import JSONText
import Storage

/// `geoclimate user create`.
struct UserCreateCommand: AccountCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a user.",
        discussion: """
            Example: geoclimate user create ada --email ada@example.org --role admin

            The password is asked for, or read from standard input with --password-stdin.
            """)

    @Argument(help: "The username.")
    var name: String

    @Option(help: "The e-mail address.")
    var email: String

    @Option(help: "The name in full.")
    var fullName = ""

    @Option(help: "A role, such as admin, user, api_user or viewer; may be given several times (default: user).")
    var role: [String] = []

    @Option(help: "The tier: free, basic, pro or enterprise.")
    var tier = "free"

    @OptionGroup var password: PasswordOptions
    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        try TierNames.validate(tier)
    }

    func run() async throws {
        try await withAccounts(creating: true) { accounts in
            var new = NewAccount(
                username: name, email: email, fullName: fullName, passwordHash: nil, tier: tier,
                roles: role.isEmpty ? [Role.user.name] : role)
            try await accounts.requireRoles(new.roles)
            let text = try password.read(for: name)
            new.passwordHash = try await accounts.passwords.hash(text, names: [name, email, fullName])
            let account = try await accounts.store.create(new, origin: accounts.origin)
            guard !output.json else { return try Console.json { $0.account(account) } }
            Console.message(
                "Made the user \(account.username) with the role(s) \(account.roles.joined(separator: ", ")).")
        }
    }
}
