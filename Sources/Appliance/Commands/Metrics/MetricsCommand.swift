import ArgumentParser

/// `geoclimate metrics …`: what is stored of metrics, on the data directory, also while a daemon runs on it.
struct MetricsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics",
        abstract: "Ask what was measured, and test queries.",
        discussion: "Example: geoclimate metrics query 'sum(rate(http_requests_total[5m]))'",
        subcommands: [MetricsQueryCommand.self, MetricsTestCommand.self])
}
