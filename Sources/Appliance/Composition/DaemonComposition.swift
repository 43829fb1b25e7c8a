import Foundation
import Logging
import Metrics
import NIOPosix
import Storage
import Telemetry

/// Builds a daemon from its settings: the composition root of `serve` and `demo`.
struct DaemonComposition: Sendable {
    let settings: EffectiveConfiguration
    let parts: ApplianceParts
    private let log: LogSystem
    private let address: ListenAddress
    private let identity: TLSIdentity?

    /// Checks the address, takes the directory for this process, and opens the database.
    ///
    /// Nothing listens yet.
    ///
    /// - Throws: ``ListenAddress/Refusal``, ``TLSIdentity/Failure``, ``SigningKeyError``, ``StorageError`` when another daemon serves
    ///   the directory or the database cannot be opened, ``MailSettingsError`` when the settings of mail do not go together.
    init(settings: EffectiveConfiguration, clock: ApplianceClock = .system) async throws {
        self.settings = settings
        address = try ListenAddress(host: settings.host)
        identity = try settings.tlsIdentity()
        let relay = LogRelay()
        let log = LogSystem(level: settings.logLevel, format: settings.logFormat, clock: clock, relay: relay)
        self.log = log
        let slowQueries = SlowQueryLog(
            threshold: Double(settings.logStorage.slowQueryMilliseconds) / 1_000, clock: clock
        ) { log.writeSlowQuery($0) }
        let watch = SlowStatementWatch(threshold: slowQueries.threshold) { slowQueries.note($0) }
        let database = try await ApplianceDatabase.open(in: settings.dataDirectory, as: .daemon, slow: watch)
        let random: @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }
        let tokens = try await TokenSetup(
            settings: TokenSettings(settings), database: database, dataDirectory: settings.dataDirectory,
            credentialsDirectory: ProcessInfo.processInfo.environment[ConfigurationInput.credentialsVariable],
            clock: clock, random: random)
        let logger = log.logger("geoclimate")
        let telemetry = await TelemetryStorage.open(
            in: settings.dataDirectory, as: .daemon, metrics: settings.metrics, logs: settings.logStorage,
            traces: settings.traces, at: clock.now(), logger: logger, slow: watch)
        parts = try ApplianceParts(
            database: database, dataDirectory: settings.dataDirectory, maxLoadedModels: settings.maxLoadedModels,
            clock: clock, random: random, logger: logger,
            cores: ProcessInfo.processInfo.activeProcessorCount, mailSettings: try MailSettings(settings.mail),
            links: AccountLinks(
                publicURL: settings.publicURL, host: address.text, port: settings.port, isSecure: identity != nil),
            limitSettings: settings.limits, bootID: Self.bootID, usage: settings.usage,
            accountSettings: settings.accounts,
            auditCredential: CheckpointMaker.credential(ProcessInfo.processInfo.environment),
            metricSettings: settings.metrics, logSettings: settings.logStorage, relay: relay,
            slowQueries: slowQueries, traceSettings: settings.traces, telemetry: telemetry, tokens: tokens)
        try parts.metrics.register(log)
        if !address.isLoopback, identity == nil {
            parts.logger.warning(
                "Others can reach this address, and without TLS whoever is on the way reads passwords and keys.",
                metadata: ["host": "\(address.text)"])
        }
    }

    /// Serves until the process is told to stop; the log is written out before this returns.
    ///
    /// `checkpointLevel` is how much the checkpoints of the audit log matter to whoever reads the log.
    func serve(
        checkpointLevel: Logger.Level = .notice, onReady: @escaping @Sendable (DaemonAddress) async throws -> Void
    ) async throws {
        // What libraries record goes to the registry from here on; swift-metrics takes one backend in a process's life.
        MetricsSystem.bootstrap(try RegistryMetricsFactory(parts.metrics))
        var random = SystemRandomNumberGenerator()
        let daemon = Daemon(
            parts: parts, host: address.text, port: settings.port, proxies: settings.trustedProxies, identity: identity,
            origins: CrossOrigin(settings.corsOrigins),
            preloadedModels: settings.preloadedModels,
            requestLog: RequestLog(system: log),
            requestIDs: RequestIDGenerator(using: &random),
            browserGuard: BrowserGuard(settings),
            checkpointLevel: checkpointLevel,
            manager: ServiceManager(
                environment: ProcessInfo.processInfo.environment, processID: ProcessInfo.processInfo.processIdentifier,
                group: MultiThreadedEventLoopGroup.singleton),
            onReady: onReady)
        defer { log.flush() }
        try await daemon.run()
    }

    /// Which start of the machine this is, proc(5); empty where nobody says.
    private static var bootID: String {
        let text = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
        return text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    }
}
