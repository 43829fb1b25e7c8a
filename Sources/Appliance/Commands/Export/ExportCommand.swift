import ArgumentParser

/// `geoclimate export …`: what the appliance knows, for other systems.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Take everything to another system.",
        discussion: "Example: geoclimate export postgres --to ./export",
        subcommands: [ExportPostgresCommand.self])
}
