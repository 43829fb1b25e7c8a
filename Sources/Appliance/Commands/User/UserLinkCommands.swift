import ArgumentParser
import JSONText
import Storage

/// `geoclimate user reset-password`.
struct UserResetPasswordCommand: AccountLinkCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset-password",
        abstract: "Print a link with which a user chooses a new password.",
        discussion: """
            Example: geoclimate user reset-password ada

            The link works once, for ten minutes, and ends the one before. Give it to nobody but the user. The \
            password stays as it is until the link is used.
            """)
    static let purpose = OneTimeTokenPurpose.passwordReset

    @Argument(help: "The username.") var name: String
    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws { try await printLink() }
}

/// `geoclimate user verify-email`.
struct UserVerifyEmailCommand: AccountLinkCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify-email",
        abstract: "Print a link with which a user confirms an e-mail address.",
        discussion: """
            Example: geoclimate user verify-email ada

            The link works once, for ten minutes, and ends the one before. Send it to the address that it is to confirm.
            """)
    static let purpose = OneTimeTokenPurpose.emailVerification

    @Argument(help: "The username.") var name: String
    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws { try await printLink() }
}

/// A command that prints a link for a user, for where no mail server is configured.
protocol AccountLinkCommand: AccountCommand {
    static var purpose: OneTimeTokenPurpose { get }
    var name: String { get }
    var output: OutputOptions { get }
}

extension AccountLinkCommand {
    /// Issues a token and prints the link to it.
    func printLink() async throws {
        try await withAccounts { accounts in
            let account = try await accounts.account(name)
            let tokens = OneTimeTokenStore(
                database: accounts.database, random: { UInt64.random(in: .min ... .max) })
            let token = try await tokens.issue(
                Self.purpose, userID: account.id, validFor: Limits.accountLinkSeconds, origin: accounts.origin)
            let settings = accounts.settings
            let links = AccountLinks(
                publicURL: settings.publicURL, host: settings.host, port: settings.port,
                isSecure: settings.tlsCertificate != nil)
            let link = links.link(Self.purpose, token.secret)
            guard output.json else { return try Console.output(link) }
            try Console.json { json in
                json.beginObject()
                json.field("link", link)
                json.field("expires_at", token.expiresAt.rfc3339)
                json.endObject()
            }
        }
    }
}
