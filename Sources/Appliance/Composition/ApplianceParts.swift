import Access
import Foundation
import Inference
import Limiting
import Logging
import Resilience
import Storage
import Telemetry

/// The parts of a running daemon, built once and handed down through initialisers.
struct ApplianceParts: Sendable {
    let clock: ApplianceClock
    let startedAt: UInt64
    let logger: Logger
    let database: ApplianceDatabase
    let registry: ModelRegistry
    let metrics: MetricRegistry
    let httpMetrics: HTTPMetrics
    let importer: ModelImporter
    let serving: ModelServing
    let readiness: Readiness
    let predictor: Predictor
    let executor: BatchExecutor
    let accounts: AccountStore
    let audit: AuditLog
    let refusals: RefusalRecorder
    let checkpoints: AuditCheckpoints
    let login: PasswordLogin
    let oneTimeTokens: OneTimeTokenStore
    let mail: AccountMail
    let verifiedAddresses: Counter
    let keys: APIKeyStore
    let keyIssuer: KeyIssuer
    let keyUses: KeyUses
    let principals: PrincipalCache
    let ledger: LimitLedger
    let limits: RequestLimits
    let tokens: TokenParts
    let authenticator: Authenticator
    let passwords: NewPasswords
    let accountServices: AccountServices
    let gate: Gate
    let usage: UsageParts
    let telemetry: TelemetryParts
    /// Gives up what matters least when the disk fills up; nil where nobody looks.
    let disk: DiskGuard?
    /// Nil where no replica is configured.
    let replica: ReplicaParts?
    /// Nil for a primary.
    let standby: StandbyParts?

    /// Builds everything over an open database.
    ///
    /// Nothing listens and no model is loaded yet.
    ///
    /// - Throws: ``MetricError`` when two parts register the same family, ``EmbeddedFile/Missing`` when the program was
    ///   built without one of its files.
    init(
        database: ApplianceDatabase, dataDirectory: String, maxLoadedModels: Int, clock: ApplianceClock,
        random: @escaping @Sendable () -> UInt64, logger: Logger, cores: Int,
        passwordParameters: ScryptParameters = .standard, mailSettings: MailSettings? = nil,
        links: AccountLinks = AccountLinks(publicURL: nil, host: "127.0.0.1", port: 8_000),
        limitSettings: LimitSettings = .shipped, bootID: String = "",
        usage usageSettings: UsageSettings = UsageSettings(), accountSettings: AccountSettings = AccountSettings(),
        auditCredential: String? = nil, metricSettings: MetricSettings = MetricSettings(),
        logSettings: LogStorageSettings = LogStorageSettings(), relay: LogRelay = LogRelay(),
        slowQueries: SlowQueryLog = .silent, traceSettings: TraceSettings = TraceSettings(),
        telemetry telemetryStorage: TelemetryStorage = .absent, replica: ReplicaParts? = nil,
        disk: DiskGuard? = nil, standby: StandbyParts? = nil,
        tokens setup: TokenSetup
    ) throws {
        self.clock = clock
        self.logger = logger
        self.database = database
        startedAt = clock.monotonicNanoseconds()
        registry = ModelRegistry(database: database, random: random)
        metrics = MetricRegistry()
        httpMetrics = try HTTPMetrics(metrics)
        let modelMetrics = try ModelMetrics(metrics)
        let machine = MachineReader(dataDirectory: dataDirectory)
        try metrics.register(MachineCollector(read: { machine.read() }))
        _ = try DatabaseMetrics(metrics, watching: database, clock: clock)
        let tracing = TraceRecorder(traceSettings, clock: clock, random: random)
        let tracer = ApplianceTracer(tracing)
        let loader = ModelLoader(registry: registry, clock: clock, tracer: tracer)
        importer = ModelImporter(registry: registry, loader: loader)
        serving = ModelServing(
            registry: registry, loader: loader, metrics: modelMetrics, maxLoaded: maxLoadedModels, clock: clock,
            logger: logger)
        self.disk = disk
        if let disk { try metrics.register(DiskMetrics(disk: disk)) }
        self.replica = replica
        if let replica { try metrics.register(ReplicaMetrics(parts: replica)) }
        self.standby = standby
        if let standby { try metrics.register(StandbyMetrics(status: standby.status)) }
        readiness = Readiness(registry: registry, serving: serving, replica: replica, standby: standby)
        predictor = Predictor(clock: clock)
        accounts = AccountStore(database: database)
        audit = AuditLog(database: database)
        checkpoints = AuditCheckpoints(
            database: database, credential: auditCredential, seed: { CheckpointMaker.seed(random) })
        refusals = RefusalRecorder(audit: audit, clock: clock, logger: logger)
        oneTimeTokens = OneTimeTokenStore(database: database, random: random)
        let outbox = try mailSettings.map {
            try MailDispatch.outbox($0, tracer: tracer, clock: clock, random: random, logger: logger)
        }
        if let outbox { try metrics.register(MailMetrics(outbox: outbox)) }
        let exporter = traceSettings.endpoint.map {
            SpanExporter(to: $0, time: CallTime(clock: clock, random: random), logger: logger)
        }
        mail = AccountMail(outbox: outbox, accounts: accounts, tokens: oneTimeTokens, links: links, logger: logger)
        verifiedAddresses = try metrics.register(MetricCatalogue.userEmailVerified).single
        keys = APIKeyStore(database: database)
        keyIssuer = KeyIssuer(store: keys, tiers: limitSettings.tiers, random: random)
        keyUses = KeyUses(store: keys, logger: logger)
        let principals = PrincipalCache(metrics: try CacheMetrics.families(metrics)("principal"))
        self.principals = principals
        database.onSecurityChange { principals.forgetAll() }
        ledger = LimitLedger(
            store: LeaseStore(database: database), limiter: RateLimiter(seed: random()), clock: clock, bootID: bootID)
        limits = try RequestLimits(limitSettings, ledger: ledger, seed: random(), metrics: metrics)
        let failures = try AuthFailures(metrics)
        tokens = TokenParts(
            setup, accounts: accounts, refusals: refusals, failures: failures, clock: clock, logger: logger,
            random: random)
        authenticator = Authenticator(
            keys: keys, accounts: accounts, cache: principals, uses: keyUses, clock: clock,
            verifyToken: tokens.verifier.subject(of:),
            requiresAdministratorSecondFactor: accountSettings.requiresAdministratorSecondFactor)
        gate = Gate(
            authenticator: authenticator, failures: failures,
            refusals: Refusals(clock: clock) { [refusals] in refusals.note($0) }, limits: limits)
        usage = try UsageParts(
            usageSettings, database: database, metrics: metrics, logger: logger, noteFullDisk: { disk?.noteFull() })
        telemetry = try TelemetryParts(
            metricSettings, logs: logSettings, traces: traceSettings, storage: telemetryStorage, relay: relay,
            slowQueries: slowQueries, tracing: tracing, exporter: exporter, metrics: metrics, cores: cores,
            queryMemory: QueryMemory(machineBytes: ProcessInfo.processInfo.physicalMemory), clock: clock,
            random: random, logger: logger)
        let exports = [outbox?.target, exporter?.target].compactMap { $0 }
        try metrics.register(OutgoingMetrics(targets: exports + telemetry.receivers.map(\.outgoing)))
        let loginGuard = LoginGuard(policy: accountSettings.lockout, clock: clock)
        passwords = try NewPasswords(
            hasher: PasswordHasher(parameters: passwordParameters, permits: cores, random: random))
        login = PasswordLogin(
            accounts: accounts, hasher: passwords.hasher, loginGuard: loginGuard, refusals: refusals,
            failures: failures)
        accountServices = AccountServices(
            store: accounts, login: login, loginGuard: loginGuard, passwords: passwords, settings: accountSettings,
            mail: mail, metrics: try AccountMetrics(metrics), clock: clock, random: random)
        executor = BatchExecutor(pool: WorkerPool(threadCount: cores))
    }
}
