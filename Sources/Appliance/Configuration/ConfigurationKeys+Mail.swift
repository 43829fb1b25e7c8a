/// The settings of the mail that the daemon sends.
extension ConfigurationKeys {
    static let mailHost = ConfigurationKey.optionalText(
        "mail.host", "The mail server that takes mail from the daemon; without one, no mail is sent.")

    static let mailPort = ConfigurationKey.integer(
        "mail.port", default: 587, in: 1...65_535, "The mail server's port: 587 for STARTTLS, 465 for implicit TLS.")

    static let mailEncryption = ConfigurationKey.choice(
        "mail.tls", default: MailConfiguration.Encryption.auto,
        "How the connection is encrypted: auto is starttls, and off for a mail server on this machine.")

    static let mailCertificateAuthorities = ConfigurationKey.optionalText(
        "mail.ca_file", "A PEM file of certificate authorities to trust beside the system's.")

    static let mailUsername = ConfigurationKey.optionalText(
        "mail.username", "The account at the mail server; none when not set.")

    static let mailPassword = ConfigurationKey.optionalText(
        "mail.password", isSecret: true, "The account's password.")

    static let mailFrom = ConfigurationKey.optionalText(
        "mail.from", "The address that mail is sent from; required with mail.host.")

    /// All of them, in the order in which they are shown.
    static let mail = [
        mailHost.info, mailPort.info, mailEncryption.info, mailCertificateAuthorities.info, mailUsername.info,
        mailPassword.info, mailFrom.info,
    ]
}
