import ArgumentParser
import JSONText
import Storage

/// `geoclimate user key list`.
struct UserKeyListCommand: AccountCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List API keys, oldest first.",
        discussion: "Example: geoclimate user key list --user ada --include-revoked")

    @Option(help: "Only this user's keys.")
    var user: String?

    @Flag(help: "Also keys that were revoked.")
    var includeRevoked = false

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await withAccounts { accounts in
            let keys: [APIKeyRecord]
            if let user {
                let owner = try await accounts.account(user)
                keys = try await accounts.keys.keys(ofUser: owner.id, includingRevoked: includeRevoked)
            } else {
                keys = try await accounts.keys.keys(includingRevoked: includeRevoked)
            }
            guard !output.json else {
                return try Console.json { json in
                    json.beginArray()
                    for key in keys { json.apiKey(key) }
                    json.endArray()
                }
            }
            guard !keys.isEmpty else { return Console.message("There are no API keys.") }
            var table = TextTable(header: ["ID", "USER", "NAME", "KEY", "SCOPES", "STATE", "EXPIRES", "LAST USED"])
            let now = accounts.origin.at
            for key in keys {
                table.add([
                    String(key.id), String(key.userID), key.name, "…\(key.lastFour)",
                    key.scopes?.joined(separator: " ") ?? "all", key.standing(at: now).rawValue,
                    key.expiresAt?.rfc3339 ?? "never", key.lastUsedAt?.rfc3339 ?? "never",
                ])
            }
            try Console.output(table.text)
        }
    }
}
