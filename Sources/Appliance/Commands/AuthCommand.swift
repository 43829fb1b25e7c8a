import Access
import ArgumentParser
import Foundation
import JSONText
import Storage

/// `geoclimate auth …`: how tokens are signed.
struct AuthCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "auth", abstract: "Rotate the keys that sign access tokens.",
        discussion: """
            Example: geoclimate auth rotate-keys

            A daemon that runs on the same directory follows within a second.
            """,
        subcommands: [AuthRotateKeysCommand.self])
}

/// `geoclimate auth rotate-keys`.
struct AuthRotateKeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-keys", abstract: "Sign access tokens with a new key.",
        discussion: """
            Example: geoclimate auth rotate-keys

            Tokens of the key before hold until they expire. With --end-all none does: do that when the file of keys \
            may have been read by somebody else. Refresh tokens are not touched; clients fetch new access tokens with \
            them.
            """)

    @Flag(help: "Refuse every access token that is out, at once.")
    var endAll = false

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let settings = try await CommandSettings.load(global)
        try DataChecks.requireDatabase(in: settings.dataDirectory)
        let clock = ApplianceClock.system
        let database = try await ApplianceDatabase.openForCommand(in: settings.dataDirectory)
        let rotation = SigningKeyRotation(
            file: try SigningKeyFile(
                dataDirectory: settings.dataDirectory,
                credentialsDirectory: ProcessInfo.processInfo.environment[ConfigurationInput.credentialsVariable]),
            store: TokenStore(database: database), algorithm: settings.accessTokenAlgorithm, clock: clock,
            random: { UInt64.random(in: .min ... .max) })
        try await rotation.rotate(
            endAll ? .emergency : .now, by: ChangeOrigin(actor: "cli:\(NSUserName())", at: clock.now()))
        guard let ring = try await rotation.file.load()?.ring else {
            throw SigningKeyError.missing(path: rotation.file.file.path)
        }
        try await database.close()
        guard !output.json else {
            return try Console.json { json in
                json.beginObject()
                json.field("kid", ring.current.id)
                json.field("algorithm", ring.current.algorithm.rawValue)
                json.field("ended_all", endAll)
                json.endObject()
            }
        }
        Console.message(
            "Access tokens are signed with the key \(ring.current.id) (\(ring.current.algorithm.rawValue)) from now on."
                + (endAll ? " No older one holds." : ""))
    }
}
