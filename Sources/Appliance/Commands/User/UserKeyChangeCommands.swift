import Access
import ArgumentParser
import Storage

/// `geoclimate user key revoke`.
struct UserKeyRevokeCommand: AccountCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Take an API key back, at once and for good.",
        discussion: "Example: geoclimate user key revoke 7")

    @Argument(help: "The id of the key.")
    var id: Int64

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        try await withAccounts { accounts in
            try await accounts.keys.revoke(id, ofUser: nil, origin: accounts.origin)
            Console.message("The API key \(id) is revoked.")
        }
    }
}

/// `geoclimate user key rotate`.
struct UserKeyRotateCommand: AccountCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Make a key in the place of another, which goes on working for a while.",
        discussion: """
            Example: geoclimate user key rotate 7 --grace-hours 48

            The new key has the name, scopes, expiry and limits of the old one, and is printed once.
            """)

    @Argument(help: "The id of the key.")
    var id: Int64

    @Option(help: "Hours for which the old key goes on working, up to a week.")
    var graceHours = KeyLimits.graceHours

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (0...KeyLimits.longestGraceHours).contains(graceHours) else {
            throw ValidationError("--grace-hours takes a whole number from 0 to \(KeyLimits.longestGraceHours).")
        }
    }

    func run() async throws {
        try await withAccounts { accounts in
            let issued = try await accounts.keyIssuer.rotate(
                id, ofUser: nil, graceHours: graceHours, origin: accounts.origin)
            try Console.issued(
                issued, json: output.json,
                saying: "The API key \(issued.record.id) replaces \(id), which works for \(graceHours) more hours. "
                    + "It is shown this once:")
        }
    }
}
