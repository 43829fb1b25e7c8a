public import ArgumentParser

/// The `geoclimate` command.
public struct Geoclimate: AsyncParsableCommand {
    /// The program's name, help and subcommands.
    public static let configuration = CommandConfiguration(
        commandName: "geoclimate",
        abstract: "Predict air quality over HTTP, from one program and one directory.",
        discussion: """
            Try it:        geoclimate demo
            Run it:        geoclimate serve --data-dir ./data
            Bring a model: geoclimate model import model.json --name aqi --stage production

            Settings come from flags, then the environment (GEOCLIMATE_SERVER_PORT=8080), then the file, then the \
            defaults; 'geoclimate config show' prints each one and where it came from.

            Exit codes: 0 done, 1 failed, 2 a check found problems, 64 wrong usage.
            """,
        version: "geoclimate \(ProductVersion.text)",
        subcommands: [
            ServeCommand.self, DemoCommand.self, PredictCommand.self, ModelCommand.self, ConfigCommand.self,
            VerifyCommand.self, AuditCommand.self, UserCommand.self, AuthCommand.self, UsageCommand.self,
            MetricsCommand.self, LogsCommand.self, ExportCommand.self, ReplicaCommand.self, DrillCommand.self,
            CompletionCommand.self,
        ])

    /// A command without arguments.
    public init() {}
}
