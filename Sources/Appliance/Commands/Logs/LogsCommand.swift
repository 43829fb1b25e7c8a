import ArgumentParser

/// `geoclimate logs …`: the stored log lines of a data directory, also while a daemon runs on it.
struct LogsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Look into the stored log lines.",
        discussion: "Example: geoclimate logs query '{kind=\"request\"}' --since 15m",
        subcommands: [LogsQueryCommand.self, LogsTailCommand.self])
}
