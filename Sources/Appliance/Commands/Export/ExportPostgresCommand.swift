import ArgumentParser
import AsyncHTTPClient
import Foundation
import JSONText
import NIOPosix
import Resilience
import Storage

/// `geoclimate export postgres`.
struct ExportPostgresCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "postgres",
        abstract: "Write a directory that a PostgreSQL loads and checks.",
        discussion: """
            Example: geoclimate export postgres --to ./export

            The directory has tables, rows, models and scripts; its README.md says how to load it. It is one state of \
            the database, also while a daemon writes to it, and as secret as the database itself.

            Metrics go by Prometheus's remote write and logs by Loki's push where an address is given. Where a server \
            wants to know who sends, EXPORT_METRICS_AUTHORIZATION and EXPORT_LOGS_AUTHORIZATION in the environment are \
            the header Authorization.
            """)

    @Option(help: ArgumentHelp("The directory to write; it must not be there yet.", valueName: "dir"))
    var to: String

    @Option(help: ArgumentHelp("Send metrics here, as to http://HOST/api/v1/write.", valueName: "url"))
    var metricsURL: String?

    @Option(help: ArgumentHelp("Send logs here, as to http://HOST/loki/api/v1/push.", valueName: "url"))
    var logsURL: String?

    @Flag(help: "Leave metrics and logs here, and say nothing about it.")
    var noTelemetry = false

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard !to.isEmpty else { throw ValidationError("--to takes the name of a directory.") }
        guard !noTelemetry || (metricsURL == nil && logsURL == nil) else {
            throw ValidationError("--no-telemetry leaves nothing to send: give it, or an address.")
        }
        for (option, url) in [("--metrics-url", metricsURL), ("--logs-url", logsURL)] {
            guard let url, !ExportPost.isAddress(url) else { continue }
            throw ValidationError(
                "\(option) takes an address such as http://host:9090/path, without credentials in it.")
        }
    }

    func run() async throws {
        let settings = try await CommandSettings.load(global)
        let environment = ProcessInfo.processInfo.environment
        var authorization: [String: String] = [:]
        authorization["metrics"] = environment["EXPORT_METRICS_AUTHORIZATION"]
        authorization["logs"] = environment["EXPORT_LOGS_AUTHORIZATION"]
        let client = HTTPClient(
            eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton),
            configuration: RemoteWriter.configuration)
        let clock = ApplianceClock.system
        let job = ExportJob(
            dataDirectory: settings.dataDirectory, destination: to, metricsURL: metricsURL, logsURL: logsURL,
            tiers: settings.limits.tiers, clock: clock, random: { UInt64.random(in: .min ... .max) },
            post: ExportPost(
                time: CallTime(clock: clock, random: { UInt64.random(in: .min ... .max) }),
                attempt: ExportPost.http(client, authorization: authorization)))
        let outcome: ExportJob.Outcome
        do {
            outcome = try await job.run()
        } catch {
            try? await client.shutdown()
            throw error
        }
        try await client.shutdown()
        try report(outcome)
    }

    private func report(_ outcome: ExportJob.Outcome) throws {
        let sent = [("metrics", "samples", outcome.metrics), ("logs", "lines", outcome.logs)]
        var isComplete = true
        for (what, noun, sent) in sent {
            guard let sent else { continue }
            if sent.damaged > 0 {
                Console.message("Of the \(what), \(sent.damaged) stored blocks are damaged and were left out.")
                isComplete = false
            }
            if sent.refused > 0 {
                let reason = sent.refusal ?? ""
                Console.message("\(sent.url) refused \(sent.refused) \(noun) for good. The first time: \(reason)")
                isComplete = false
            }
        }
        if outcome.metrics == nil, outcome.logs == nil, !noTelemetry {
            Console.message("Metrics and logs stay here: --metrics-url and --logs-url send them.")
        }
        if output.json {
            try Console.json { $0.verbatim(outcome.manifest) }
        } else {
            try Console.output(
                """
                Wrote \(Counted.text(outcome.summary.rows, "row")) and \
                \(Counted.text(outcome.summary.models.count, "model")) to \(outcome.path).
                """)
            if let sent = outcome.metrics { try Console.output("\(sent.url) took \(sent.taken) samples.") }
            if let sent = outcome.logs { try Console.output("\(sent.url) took \(sent.taken) lines.") }
            Console.message("Load it: cd \(outcome.path) && psql -d DATABASE -f load.sql")
        }
        if !isComplete { throw ExitCode.failure }
    }
}
