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
    ///   the directory or the database cannot be opened, ``MailSettingsError`` when the settings of mail do not go together,
    ///   ``ReplicaSettingsError`` when those of the replica do not, and `CaptureError`; what ``StandbyStart`` throws for a daemon
    ///   that `follows` the replica.
    init(
        settings: EffectiveConfiguration, clock: ApplianceClock = .system, follows: Bool = false
    ) async throws {
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
        let logger = log.logger("geoclimate")
        let disk = DiskGuard(
            directory: settings.dataDirectory, ballastBytes: settings.ballastBytes, clock: clock, logger: logger)
        // Before anything is opened, which needs some room itself.
        await disk.relieve()
        let environment = ProcessInfo.processInfo.environment
        let standby =
            follows
            ? try await StandbyStart(settings, environment: environment, clock: clock, logger: logger, slow: watch)
            : nil
        let database: ApplianceDatabase
        if let standby {
            database = standby.database
        } else {
            database = try await ApplianceDatabase.open(in: settings.dataDirectory, as: .daemon, slow: watch)
        }
        let random: @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }
        let tokens = try await TokenSetup(
            settings: TokenSettings(settings), database: database, dataDirectory: settings.dataDirectory,
            credentialsDirectory: environment[ConfigurationInput.credentialsVariable],
            clock: clock, random: random, cares: !follows)
        let telemetry = await TelemetryStorage.open(
            in: settings.dataDirectory, as: .daemon, metrics: settings.metrics, logs: settings.logStorage,
            traces: settings.traces, at: clock.now(), logger: logger, slow: watch)
        let replica =
            follows
            ? nil
            : try await ReplicaParts.make(
                settings.replica, dataDirectory: settings.dataDirectory, database: database, telemetry: telemetry,
                environment: environment, clock: clock, logger: logger)
        parts = try ApplianceParts(
            database: database, dataDirectory: settings.dataDirectory, maxLoadedModels: settings.maxLoadedModels,
            clock: clock, random: random, logger: logger,
            cores: ProcessInfo.processInfo.activeProcessorCount, mailSettings: try MailSettings(settings.mail),
            links: AccountLinks(
                publicURL: settings.publicURL, host: address.text, port: settings.port, isSecure: identity != nil),
            limitSettings: settings.limits, bootID: Self.bootID, usage: settings.usage,
            accountSettings: settings.accounts,
            auditCredential: CheckpointMaker.credential(environment),
            metricSettings: settings.metrics, logSettings: settings.logStorage, relay: relay,
            slowQueries: slowQueries, traceSettings: settings.traces, telemetry: telemetry,
            replica: replica, disk: disk, standby: standby?.parts, tokens: tokens)
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

    /// Makes the directory a primary's, once ``serve(checkpointLevel:onReady:)`` has returned for a promotion, and starts the
    /// program anew in this process; it returns at once where nobody asked for one.
    ///
    /// - Throws: ``RestartFailure``.
    func restartIfPromoted() async throws {
        guard let standby = parts.standby, let promotion = standby.requests.accepted else { return }
        await StandbyPromotion(
            promotion: promotion, standby: standby, database: parts.database, logger: parts.logger
        ).carryOut()
        log.flush()
        throw RestartFailure(reason: SystemCalls.restart())
    }

    /// Which start of the machine this is, proc(5); empty where nobody says.
    private static var bootID: String {
        let text = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
        return text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    }
}

/// The program could not be started anew after a promotion.
struct RestartFailure: Error, Equatable, CustomStringConvertible {
    let reason: String

    var description: String { "The daemon stopped to start anew, and could not: \(reason). Start it again." }
}
