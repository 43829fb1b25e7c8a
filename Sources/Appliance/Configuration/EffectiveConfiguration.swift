import Access
import Logging

/// The settings of the daemon, typed and checked.
struct EffectiveConfiguration: Equatable, Sendable {
    let host: String
    let port: Int
    let trustedProxies: TrustedProxies
    let publicURL: String?
    let allowedHosts: [String]
    let dataDirectory: String
    let preloadedModels: [String]
    let maxLoadedModels: Int
    let logLevel: Logger.Level
    let logFormat: LogFormat
    let mail: MailConfiguration
    let limits: LimitSettings
    let accounts: AccountSettings

    init(_ resolver: inout ConfigurationResolver) {
        host = resolver.resolve(ConfigurationKeys.host)
        port = resolver.resolve(ConfigurationKeys.port)
        trustedProxies = TrustedProxies(
            ranges: resolver.resolve(ConfigurationKeys.trustedProxies),
            field: resolver.resolve(ConfigurationKeys.forwardedField))
        publicURL = resolver.resolve(ConfigurationKeys.publicURL)
        allowedHosts = resolver.resolve(ConfigurationKeys.allowedHosts)
        dataDirectory = resolver.resolve(ConfigurationKeys.dataDirectory)
        preloadedModels = resolver.resolve(ConfigurationKeys.preloadedModels)
        maxLoadedModels = resolver.resolve(ConfigurationKeys.maxLoadedModels)
        logLevel = resolver.resolve(ConfigurationKeys.logLevel)
        logFormat = resolver.resolve(ConfigurationKeys.logFormat)
        mail = MailConfiguration(&resolver)
        limits = LimitSettings(&resolver)
        accounts = AccountSettings(&resolver)
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
