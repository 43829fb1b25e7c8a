import Access
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

            Checks the data directory, and the daemon that answers at --url or, without it, at the configured address \
            if one answers there. What only callers with an API key see is checked with the key in GEOCLIMATE_API_KEY, \
            or on standard input with --api-key-stdin, and else skipped. Exit code 2 when a check fails.
            """)

    @Option(
        help: ArgumentHelp(
            "Check the daemon at this address, and no data directory unless --data-dir is given.", valueName: "url"))
    var url: String?

    @Flag(help: "Read an API key from standard input.")
    var apiKeyStdin = false

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard let url else { return }
        guard let parts = URL(string: url), let scheme = parts.scheme, ["http", "https"].contains(scheme),
            parts.host != nil
        else { throw ValidationError("'\(url)' is no address of a daemon. Write it as http://127.0.0.1:8000.") }
    }

    /// The environment variable that an API key is read from.
    static let keyVariable = "GEOCLIMATE_API_KEY"

    func run() async throws {
        let key = try apiKey()
        let settings = try await CommandSettings.load(global)
        var results: [CheckResult] = []
        if url == nil || global.dataDir != nil {
            results += await DataChecks(
                dataDirectory: settings.dataDirectory, ballastBytes: settings.ballastBytes
            ).run()
        }
        results += try await daemonChecks(settings, key)
        let report = CheckReport(results: results)
        if output.json {
            try Console.json { report.encode(to: &$0) }
        } else {
            try Console.output(report.text)
        }
        guard !report.hasFailures else { throw ExitCode(2) }
    }

    private func apiKey() throws -> Secret? {
        let text =
            apiKeyStdin
            ? readLine() : ProcessInfo.processInfo.environment[Self.keyVariable].flatMap { $0.isEmpty ? nil : $0 }
        guard let text else {
            if apiKeyStdin { throw ValidationError("Standard input has no API key.") }
            return nil
        }
        do { return try APIKey(parsing: text).secret } catch { throw ValidationError(error.description) }
    }

    private func daemonChecks(_ settings: EffectiveConfiguration, _ key: Secret?) async throws -> [CheckResult] {
        let client = HTTPClient(eventLoopGroupProvider: .singleton)
        let configured = DaemonAddress(host: settings.host, port: settings.port).url
        let address = url.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 } ?? configured
        var results = await HTTPChecks(
            url: address, client: client, key: key, proofHours: settings.replica.proofHours
        ).run()
        try await client.shutdown()
        if url == nil, results.count == 1 {
            results = [
                CheckResult("http.reachable", .skip, "No daemon answers at \(configured); --url names another address.")
            ]
        }
        return results
    }
}
