import Access
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Storage
import UnixSignals

/// The serving process: everything that runs between start and graceful shutdown.
struct Daemon: Sendable {
    let parts: ApplianceParts
    let host: String
    let port: Int
    /// Whose word is taken for where a request comes from.
    let proxies: TrustedProxies
    /// The certificate in use; nil for plain HTTP.
    let identity: TLSIdentity?
    /// Pages of other origins that may use the daemon.
    let origins: CrossOrigin
    /// Ids of models to load before listening, beside those in production.
    let preloadedModels: [String]
    let requestLog: RequestLog
    let requestIDs: RequestIDGenerator
    let browserGuard: BrowserGuard
    /// How much new checkpoints of the audit log matter to whoever reads the log.
    let checkpointLevel: Logger.Level
    let manager: ServiceManager?
    /// Called once, with the address that clients reach the daemon at.
    let onReady: @Sendable (DaemonAddress) async throws -> Void

    /// Serves until SIGTERM or SIGINT, and then until what is in flight has been answered.
    ///
    /// - Throws: what made a service fail, such as an address that is in use.
    func run() async throws {
        do {
            try await serve()
        } catch {
            await closeTelemetry()
            throw error
        }
        await closeTelemetry()
    }

    private func serve() async throws {
        let lost = try await parts.ledger.restore()
        if lost > 0 {
            parts.logger.warning(
                "More callers spent of their allowance than the limiter has room for; the rest begins anew.",
                metadata: ["callers": "\(lost)"])
        }
        try await parts.serving.refresh()
        for id in preloadedModels { _ = try await parts.serving.model(id: id) }
        let envelope = RequestEnvelope(
            clock: parts.clock, requestIDs: requestIDs, metrics: parts.httpMetrics, log: requestLog,
            gate: parts.gate, usage: parts.usage.recorder, traces: parts.telemetry.traces.recorder,
            browserGuard: browserGuard, proxies: proxies,
            origins: origins, replica: ReplicaAcknowledgement(parts.replica),
            disk: parts.disk, isStandby: parts.standby != nil)
        let edge = EdgeServices(
            requestIDs: requestIDs, metrics: try EdgeMetrics(parts.metrics, http: parts.httpMetrics),
            logger: parts.logger, budget: BodyBudget(), connections: ConnectionTable(exempt: proxies))
        let application = Application(
            router: try RouteTable(parts).router(envelope),
            server: HTTPServerBuilder { responder in
                EdgeChannel(responder: responder, services: edge, identity: identity)
            },
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port), serverName: "geoclimate", backlog: Limits.backlog,
                availableConnectionsDelegate: MaximumAvailableConnections(Limits.connections)),
            onServerRunning: { channel in await announce(channel) },
            logger: Self.quiet(parts.logger))
        var services: [ServiceGroupConfiguration.ServiceConfiguration] = [
            .init(
                service: RegistryWatcher(
                    serving: parts.serving, logger: parts.logger,
                    interval: .milliseconds(Limits.registryPollMilliseconds))),
            .init(
                service: SecurityWatcher(
                    accounts: parts.accounts, cache: parts.principals, logger: parts.logger,
                    interval: .milliseconds(Limits.securityPollMilliseconds))),
            .init(
                service: KeyUseKeeper(
                    uses: parts.keyUses, interval: .milliseconds(Limits.keyUseFlushMilliseconds))),
            // Before everything that is measured, so that it stops last.
            .init(
                service: MetricKeeper(telemetry: parts.telemetry, clock: parts.clock, logger: parts.logger)),
            .init(
                service: LogKeeper(
                    logs: parts.telemetry.logs, logger: parts.logger,
                    interval: .milliseconds(Limits.logStoreMilliseconds),
                    retentionInterval: .seconds(Limits.logRetentionSeconds))),
        ]
        if parts.standby == nil {
            // After the logs and before those who write to the audit log, so that their last entries are lines too.
            services.append(
                .init(
                    service: AuditMirror(
                        audit: parts.audit, logs: parts.telemetry.logs, clock: parts.clock, logger: parts.logger)))
        }
        services += [
            .init(
                service: LogShipper(
                    sources: parts.telemetry.logs.followed, logs: parts.telemetry.logs, clock: parts.clock,
                    logger: parts.logger)),
            .init(
                service: TraceKeeper(
                    traces: parts.telemetry.traces, logger: parts.logger,
                    interval: .milliseconds(Limits.traceStoreMilliseconds),
                    retentionInterval: .seconds(Limits.traceRetentionSeconds))),
            .init(service: Scraper(telemetry: parts.telemetry, clock: parts.clock, logger: parts.logger)),
            .init(service: RemoteWriter(telemetry: parts.telemetry, clock: parts.clock, logger: parts.logger)),
            // Before the server, so that it stops after it: the last requests are charged too.
            .init(service: LeaseKeeper(ledger: parts.ledger, logger: parts.logger)),
            // Before the server, so that it stops after it: the last requests may still be refused.
            .init(
                service: AuditKeeper(
                    refusals: parts.refusals,
                    maker: parts.standby == nil
                        ? CheckpointMaker(
                            checkpoints: parts.checkpoints, clock: parts.clock, logger: parts.logger,
                            level: checkpointLevel) : nil,
                    flushInterval: .milliseconds(Limits.refusalFlushMilliseconds),
                    checkpointInterval: .seconds(Limits.checkpointSeconds))),
            .init(
                service: MailKeeper(mail: parts.mail, interval: .milliseconds(Limits.mailPollMilliseconds))),
        ]
        if let standby = parts.standby {
            // First, so that it stops last. It ends by itself when it is to be promoted, and the daemon with it.
            services.insert(
                .init(
                    service: StandbyService(parts: standby, logger: parts.logger),
                    successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup), at: 0)
        }
        if let disk = parts.disk {
            // Before everything that writes, so that it stops after it.
            services.insert(
                .init(
                    service: DiskKeeper(
                        disk: disk, telemetry: parts.telemetry.storage.file,
                        interval: .milliseconds(Limits.diskLookMilliseconds))), at: 0)
        }
        if let replica = parts.replica {
            let serving = parts.serving
            let service = ReplicaService(
                parts: replica, golden: GoldenPredictions(live: { serving.snapshot }))
            // First, so that it stops last: everything that the others write when they stop is replicated too. A daemon
            // that may not write to its replica any more stops, after what is in flight.
            services.insert(.init(service: service, failureTerminationBehavior: .gracefullyShutdownGroup), at: 0)
        }
        if let exporter = parts.telemetry.traces.exporter {
            services.append(.init(service: SpanSender(exporter: exporter)))
        }
        if let identity { services.append(.init(service: TLSWatcher(identity: identity, logger: parts.logger))) }
        services.append(.init(service: parts.tokens.keeper))
        services += parts.usage.services(
            clock: parts.clock, logger: parts.logger, isStandby: parts.standby != nil
        ).map { .init(service: $0) }
        if let watchdog { services.append(.init(service: watchdog)) }
        services.append(.init(service: application))
        var configuration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: Self.quiet(parts.logger))
        configuration.maximumGracefulShutdownDuration = .seconds(Limits.shutdownSeconds)
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch {
            throw ListenFailure(error, at: DaemonAddress(host: host, port: port)) ?? error
        }
        parts.logger.notice("Stopped.")
    }

    /// Closes `telemetry.db` now that nobody writes any more, also where a service failed or this task was cancelled.
    private func closeTelemetry() async {
        await Task {
            do {
                try await parts.telemetry.storage.close()
            } catch {
                parts.logger.warning("The telemetry could not be closed.", metadata: ["error": "\(error)"])
            }
        }.value
    }

    private var watchdog: Watchdog? {
        let registry = parts.registry
        let requests = parts.standby?.requests
        return manager.map { manager in
            Watchdog(manager: manager, logger: parts.logger, staysAlive: { requests?.accepted != nil }) {
                _ = try await registry.productionState()
            }
        }
    }

    private func announce(_ channel: any Channel) async {
        let address = DaemonAddress(
            host: host, port: channel.localAddress?.port ?? port, isSecure: identity != nil)
        parts.telemetry.recorder.listens(at: address.authority)
        await watchdog?.tell("READY=1")
        StartUpPages.giveBack()
        do {
            try await onReady(address)
        } catch {
            parts.logger.warning(
                "The address cannot be printed.", metadata: ["url": "\(address.url)", "error": "\(error)"])
        }
    }

    /// The libraries' own chatter ("Server started and listening") stays out of the log: the daemon says it better.
    private static func quiet(_ logger: Logger) -> Logger {
        var logger = logger
        logger.logLevel = max(logger.logLevel, .warning)
        return logger
    }
}

/// Where a daemon listens.
struct DaemonAddress: Sendable, Equatable {
    var host: String
    var port: Int
    var isSecure = false

    /// The address as a URL; an IPv6 address stands in brackets.
    var url: String {
        "http\(isSecure ? "s" : "")://\(authority)"
    }

    /// Host and port.
    var authority: String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }
}
