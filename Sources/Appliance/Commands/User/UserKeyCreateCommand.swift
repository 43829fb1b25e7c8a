import Access
import ArgumentParser
import Storage

/// `geoclimate user key create`.
struct UserKeyCreateCommand: AccountCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make an API key for a user.",
        discussion: """
            Example: geoclimate user key create --user ada --name pc --scope prediction:*

            The key is printed once and stored nowhere: of it the database keeps a hash. Without --scope it may do \
            whatever its owner may.
            """)

    @Option(help: "Whose key it will be.")
    var user: String

    @Option(help: "What to call it.")
    var name: String

    @Option(
        help: ArgumentHelp(
            "Narrow it to this permission, as in model:read or prediction:*; may be given several times.",
            valueName: "permission"))
    var scope: [String] = []

    @Option(help: "Let it expire after so many days (default: never).")
    var expiresDays: Int?

    @Option(help: "Requests a minute, lower than those of the owner's tier.")
    var rateLimitPerMinute: Int?

    @Option(help: "Requests a UTC day, lower than those of the owner's tier.")
    var dailyQuota: Int?

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await withAccounts { accounts in
            let owner = try await accounts.account(user)
            let terms = KeyTerms(
                scopes: scope.isEmpty ? nil : scope, expiresInDays: expiresDays, perMinute: rateLimitPerMinute,
                perDay: dailyQuota)
            let issued = try await accounts.keyIssuer.issue(
                name, terms, for: KeyIssuer.Owner(owner), origin: accounts.origin)
            try Console.issued(
                issued, json: output.json,
                saying: "Made the API key \(issued.record.id) of \(owner.username). It is shown this once:")
        }
    }
}
