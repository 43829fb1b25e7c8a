import Access
import ArgumentParser
import Storage

/// `geoclimate user key …`: the API keys of everybody, on the data directory, also while a daemon runs on it.
struct UserKeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Make, list, revoke and rotate API keys.",
        discussion: """
            Example: geoclimate user key create --user ada --name laptop --expires-days 90

            A daemon that runs on the same directory follows within a second.
            """,
        subcommands: [
            UserKeyCreateCommand.self, UserKeyListCommand.self, UserKeyRevokeCommand.self, UserKeyRotateCommand.self,
        ])
}

extension CommandAccounts {
    var keys: APIKeyStore { APIKeyStore(database: database) }

    var keyIssuer: KeyIssuer {
        KeyIssuer(store: keys, tiers: settings.limits.tiers, random: { UInt64.random(in: .min ... .max) })
    }
}

extension Console {
    /// Prints a key that was just made: the key alone on standard output, so that a script can take it.
    static func issued(_ issued: IssuedKey, json: Bool, saying message: String) throws {
        if json {
            try Console.json { $0.apiKey(issued.record, issued: issued) }
        } else {
            Console.message(message)
            try Console.output(issued.key.secret.revealed)
        }
    }
}
