import Access
import Logging

/// Every setting of the daemon: name, type, default and meaning.
enum ConfigurationKeys {
    static let host = ConfigurationKey.text(
        "server.host", default: "127.0.0.1",
        "The address to listen on; 0.0.0.0 is every one of this machine. Others should reach it through TLS alone.")

    static let port = ConfigurationKey.integer(
        "server.port", default: 8_000, in: 0...65_535, "The TCP port to listen on; 0 picks a free one.")

    static let tlsCertificate = ConfigurationKey.optionalText(
        "server.tls.certificate", "A PEM file with the certificate chain for HTTPS, read again when it changes.")

    static let tlsKey = ConfigurationKey.optionalText(
        "server.tls.key", "A PEM file with the certificate's private key, for its owner's eyes alone.")

    static let corsOrigins = ConfigurationKey.origins(
        "server.cors_origins", "Origins (https://maps.example) whose pages may use the API from a browser.")

    static let trustedProxies = ConfigurationKey.addressRanges(
        "server.trusted_proxies",
        "Addresses and blocks (10.0.0.0/8) of proxies that are believed whom they forward for.")

    static let forwardedField = ConfigurationKey.choice(
        "server.forwarded_field", default: ForwardingField.xForwardedFor,
        "The field in which trusted proxies name the caller; they must set it, not pass it on.")

    static let publicURL = ConfigurationKey.optionalOrigin(
        "server.public_url",
        "The address at which people reach the daemon, for links in mails; where it listens when not set.")

    static let allowedHosts = ConfigurationKey.list(
        "server.allowed_hosts",
        "Names under which clients may reach the daemon beside its addresses and localhost; '*' for all.")

    static let dataDirectory = ConfigurationKey.text(
        "data.dir", default: "./data", "The directory of the databases, made when it is missing.")

    static let ballastBytes = ConfigurationKey.integer(
        "data.ballast_bytes", default: Limits.ballastBytes, in: 0...Limits.mostBallastBytes,
        "Bytes of a file that takes room to be given back when the disk is full; 0 for none.")

    static let preloadedModels = ConfigurationKey.list(
        "models.preload", "Identifiers of models to load at start beside those in production, which always are.")

    static let maxLoadedModels = ConfigurationKey.integer(
        "models.max_loaded", default: Limits.loadedModels, in: 1...10_000,
        "How many models stay in memory beside those in production; the one not asked for longest goes first.")

    static let logLevel = ConfigurationKey.choice(
        "logs.level", default: Logger.Level.info, "The least serious level that is logged; requests are info.")

    static let logFormat = ConfigurationKey.choice(
        "logs.format", default: LogFormat.json,
        "How log lines on standard error look: json for programs, text for people.")

    /// All of them, in the order in which they are shown.
    static let all =
        [
            host.info, port.info, tlsCertificate.info, tlsKey.info, corsOrigins.info, trustedProxies.info,
            forwardedField.info, publicURL.info, allowedHosts.info,
            dataDirectory.info, ballastBytes.info, preloadedModels.info, maxLoadedModels.info, logLevel.info,
            logFormat.info,
        ] + logStorage + traces + replica + tokens + usage + metrics + mail + LimitKeys.all + accounts
}
