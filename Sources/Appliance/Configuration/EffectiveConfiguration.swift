import Access
import Logging

/// The settings of the daemon, typed and checked.
struct EffectiveConfiguration: Equatable, Sendable {
    let host: String
    let port: Int
    let trustedProxies: TrustedProxies
    let publicURL: String?
    let allowedHosts: [String]
    let tlsCertificate: String?
    let tlsKey: String?
    let corsOrigins: [String]
    let dataDirectory: String
    let ballastBytes: Int
    let accessTokenMinutes: Int
    let refreshTokenDays: Int
    let isPasswordGrantOpen: Bool
    let tokenIssuer: String?
    let tokenAudience: String
    let accessTokenAlgorithm: TokenAlgorithm
    let preloadedModels: [String]
    let maxLoadedModels: Int
    let usage: UsageSettings
    let metrics: MetricSettings
    let logLevel: Logger.Level
    let logFormat: LogFormat
    let logStorage: LogStorageSettings
    let traces: TraceSettings
    private let replicaReference: Reference<ReplicaSettings>
    let mail: MailConfiguration
    let limits: LimitSettings
    let accounts: AccountSettings

    init(_ resolver: inout ConfigurationResolver) {
        host = resolver.resolve(ConfigurationKeys.host)
        port = resolver.resolve(ConfigurationKeys.port)
        tlsCertificate = resolver.resolve(ConfigurationKeys.tlsCertificate)
        tlsKey = resolver.resolve(ConfigurationKeys.tlsKey)
        corsOrigins = resolver.resolve(ConfigurationKeys.corsOrigins)
        trustedProxies = TrustedProxies(
            ranges: resolver.resolve(ConfigurationKeys.trustedProxies),
            field: resolver.resolve(ConfigurationKeys.forwardedField))
        publicURL = resolver.resolve(ConfigurationKeys.publicURL)
        allowedHosts = resolver.resolve(ConfigurationKeys.allowedHosts)
        dataDirectory = resolver.resolve(ConfigurationKeys.dataDirectory)
        ballastBytes = resolver.resolve(ConfigurationKeys.ballastBytes)
        preloadedModels = resolver.resolve(ConfigurationKeys.preloadedModels)
        maxLoadedModels = resolver.resolve(ConfigurationKeys.maxLoadedModels)
        logLevel = resolver.resolve(ConfigurationKeys.logLevel)
        logFormat = resolver.resolve(ConfigurationKeys.logFormat)
        logStorage = LogStorageSettings(
            retentionDays: resolver.resolve(ConfigurationKeys.logRetention),
            maximumBytes: resolver.resolve(ConfigurationKeys.logMaximumBytes),
            follow: resolver.resolve(ConfigurationKeys.followedSources),
            slowQueryMilliseconds: resolver.resolve(ConfigurationKeys.slowQuery))
        traces = TraceSettings(&resolver)
        replicaReference = Reference(ReplicaSettings(&resolver))
        accessTokenMinutes = resolver.resolve(ConfigurationKeys.accessTokenMinutes)
        refreshTokenDays = resolver.resolve(ConfigurationKeys.refreshTokenDays)
        isPasswordGrantOpen = resolver.resolve(ConfigurationKeys.passwordGrant)
        tokenIssuer = resolver.resolve(ConfigurationKeys.tokenIssuer)
        tokenAudience = resolver.resolve(ConfigurationKeys.tokenAudience)
        accessTokenAlgorithm = resolver.resolve(ConfigurationKeys.accessTokenAlgorithm)
        usage = UsageSettings(
            durability: resolver.resolve(ConfigurationKeys.usageDurability),
            flushMilliseconds: resolver.resolve(ConfigurationKeys.usageFlush),
            minuteDays: resolver.resolve(ConfigurationKeys.usageRetention),
            dayDays: resolver.resolve(ConfigurationKeys.usageRollupRetention))
        metrics = MetricSettings(&resolver)
        mail = MailConfiguration(&resolver)
        limits = LimitSettings(&resolver)
        accounts = AccountSettings(&resolver)
    }

    /// Whether, where and how a replica is kept.
    var replica: ReplicaSettings { replicaReference.value }

    /// The certificate and key that the settings name; nil for plain HTTP.
    ///
    /// - Throws: ``TLSIdentity/Failure`` when they cannot be used, or only one is named.
    func tlsIdentity() throws(TLSIdentity.Failure) -> TLSIdentity? {
        if tlsCertificate == nil, tlsKey == nil { return nil }
        guard let tlsCertificate, let tlsKey else { throw .incomplete }
        return try TLSIdentity(certificate: tlsCertificate, key: tlsKey)
    }

    /// Reads the settings; a bad one refuses them all.
    ///
    /// - Throws: ``ConfigurationError``; its `problems` list everything that is wrong at once.
    static func load(_ input: ConfigurationInput) async throws(ConfigurationError) -> EffectiveConfiguration {
        let report = try await ConfigurationReport(input)
        guard report.problems.isEmpty else { throw .problems(report.problems) }
        return report.configuration
    }
}
