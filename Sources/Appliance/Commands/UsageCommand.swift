import ArgumentParser

/// `geoclimate usage …`: what was used, on the data directory, also while a daemon runs on it.
struct UsageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "usage",
        abstract: "Report who used what.",
        discussion: "Example: geoclimate usage report --by user --from 2026-03-01",
        subcommands: [UsageReportCommand.self])
}
