import ArgumentParser
import JSONText

/// `geoclimate config …`: what the settings are and whether they are right.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Show and check the settings.",
        discussion: "Example: geoclimate config show --config /etc/geoclimate/geoclimate.yaml",
        subcommands: [ConfigShowCommand.self, ConfigCheckCommand.self])
}

/// `geoclimate config show`.
struct ConfigShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print each setting and where it comes from.",
        discussion: "Example: GEOCLIMATE_SERVER_PORT=8080 geoclimate config show")

    @OptionGroup var listen: ListenOptions
    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let report = try await ConfigurationReport(CommandSettings.input(global, flags: listen.settings))
        if output.json {
            try Console.json { report.write(to: &$0) }
        } else {
            try Console.outputLines(report.text)
        }
        for problem in report.problems + report.warnings { Console.message("\(problem)") }
    }
}

/// `geoclimate config check`.
struct ConfigCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Refuse unknown keys and bad values, with the file and the key.",
        discussion: """
            Example: geoclimate config check --config /etc/geoclimate/geoclimate.yaml

            Exit code 2 when something is wrong.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let problems = await Self.problems(CommandSettings.input(global))
        if output.json {
            try Console.json { json in
                json.beginObject()
                json.key("ok")
                json.bool(problems.isEmpty)
                json.key("problems")
                json.beginArray()
                for problem in problems { json.string(problem) }
                json.endArray()
                json.endObject()
            }
        } else if problems.isEmpty {
            try Console.output("The settings are right.")
        } else {
            for problem in problems { try Console.output(problem) }
        }
        guard problems.isEmpty else { throw ExitCode(2) }
    }

    /// Everything that is wrong, also where the file itself cannot be read.
    private static func problems(_ input: ConfigurationInput) async -> [String] {
        do {
            let report = try await ConfigurationReport(input)
            return (report.problems + report.warnings).map(\.description)
        } catch {
            return [error.description]
        }
    }
}
