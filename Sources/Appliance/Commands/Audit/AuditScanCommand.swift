import ArgumentParser
import Foundation

/// `geoclimate audit`: is this deployment secure.
struct AuditScanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan",
        abstract: "Check the security of this deployment, by name and with evidence.",
        discussion: """
            Example: geoclimate audit scan --url http://127.0.0.1:8000

            Looks at the settings, the data directory, and the daemon that answers at --url or at the configured \
            address. Each check ends in PASS, FAIL, NA (there is nothing here that it is about) or MANUAL (somebody \
            has to look). Exit code 2 when one fails. 'geoclimate audit' alone does the same.
            """)

    @Option(help: ArgumentHelp("Where the daemon answers.", valueName: "url"))
    var url: String?

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let settings = try await ConfigurationReport(CommandSettings.input(global))
        guard settings.problems.isEmpty else { throw ConfigurationError.problems(settings.problems) }
        let configured = DaemonAddress(host: settings.configuration.host, port: settings.configuration.port).url
        let address = url.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 } ?? configured
        let facts = await SecurityFactsGathering(settings: settings, url: address, clock: .system).gather()
        let report = SecurityCheck.report(facts)
        if output.json {
            try Console.json { report.encode(to: &$0) }
        } else {
            try Console.output(report.text)
        }
        guard !report.hasFailures else { throw ExitCode(2) }
    }
}
