/// The settings of mail as they are written, each for itself.
struct MailConfiguration: Equatable, Sendable {
    /// When a connection to the mail server is encrypted.
    enum Encryption: String, CaseIterable, Sendable {
        /// STARTTLS, but nothing for a mail server on this machine.
        case auto
        case starttls
        case implicit
        case off
    }

    var host: String?
    var port: Int
    var encryption: Encryption
    var certificateAuthorityFile: String?
    var username: String?
    var password: String?
    var from: String?

    init(_ resolver: inout ConfigurationResolver) {
        host = resolver.resolve(ConfigurationKeys.mailHost)
        port = resolver.resolve(ConfigurationKeys.mailPort)
        encryption = resolver.resolve(ConfigurationKeys.mailEncryption)
        certificateAuthorityFile = resolver.resolve(ConfigurationKeys.mailCertificateAuthorities)
        username = resolver.resolve(ConfigurationKeys.mailUsername)
        password = resolver.resolve(ConfigurationKeys.mailPassword)
        from = resolver.resolve(ConfigurationKeys.mailFrom)
    }

    init(
        host: String?, port: Int = 587, encryption: Encryption = .auto, certificateAuthorityFile: String? = nil,
        username: String? = nil, password: String? = nil, from: String?
    ) {
        self.host = host
        self.port = port
        self.encryption = encryption
        self.certificateAuthorityFile = certificateAuthorityFile
        self.username = username
        self.password = password
        self.from = from
    }
}
