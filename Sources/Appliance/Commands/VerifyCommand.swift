import ArgumentParser
import AsyncHTTPClient
import Foundation

/// `geoclimate verify`: is this deployment healthy.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check that this deployment is healthy.",
        discussion: """
            Example: geoclimate verify --url http://127.0.0.1:8000

            Checks the data directory, and the daemon that answers at --url or, without it, at the configured address if
            one answers there. Exit code 2 when a check fails.
            """)

    @Option(
        help: ArgumentHelp(
            "Check the daemon at this address, and no data directory unless --data-dir is given.", valueName: "url"))
    var url: String?

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard let url else { return }
        guard let parts = URL(string: url), let scheme = parts.scheme, ["http", "https"].contains(scheme),
            parts.host != nil
        else { throw ValidationError("'\(url)' is no address of a daemon. Write it as http://127.0.0.1:8000.") }
    }

    func run() async throws {
        let settings = try await CommandSettings.load(global)
        var results: [CheckResult] = []
        if url == nil || global.dataDir != nil {
            results += await DataChecks(dataDirectory: settings.dataDirectory).run()
        }
        results += try await daemonChecks(settings)
        let report = CheckReport(results: results)
        if output.json {
            try Console.json { report.encode(to: &$0) }
        } else {
            try Console.output(report.text)
        }
        guard !report.hasFailures else { throw ExitCode(2) }
    }

    private func daemonChecks(_ settings: EffectiveConfiguration) async throws -> [CheckResult] {
        let client = HTTPClient(eventLoopGroupProvider: .singleton)
        let configured = DaemonAddress(host: settings.host, port: settings.port).url
        let address = url.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 } ?? configured
        var results = await HTTPChecks(url: address, client: client).run()
        try await client.shutdown()
        if url == nil, results.count == 1 {
            results = [
                CheckResult("http.reachable", .skip, "No daemon answers at \(configured); --url names another address.")
            ]
        }
        return results
    }
}
