extension Limits {
    // Mail
    /// Bytes of an e-mail address, of its local part, and of one label of its domain (RFC 5321, 4.5.3.1; RFC 1035, 2.3.4).
    static let mailAddressBytes = 254
    static let mailLocalPartBytes = 64
    static let mailDomainLabelBytes = 63
    /// Bytes of a subject before it is encoded.
    static let mailSubjectBytes = 200
    /// Bytes of a mail's text.
    static let mailTextBytes = 16 << 10
    /// Seconds that a link in a mail or from the command line works.
    static let accountLinkSeconds = 600
    /// Seconds within which an account is sent no second mail for the same purpose.
    static let accountLinkPauseSeconds = 120
    /// Bytes of what a link says is its token.
    static let accountTokenBytes = 128
    /// Bytes of one line that a mail server answers, and lines of one answer.
    ///
    /// RFC 5321, 4.5.3.1.5 promises at most 512.
    static let smtpReplyLineBytes = 1_024
    static let smtpReplyLines = 64
    /// Bytes of user name and password together, so that both fit one line of a command.
    static let smtpCredentialBytes = 350
    /// Seconds that connecting to a mail server may take, and the whole delivery of one mail.
    static let smtpConnectSeconds = 10
    static let smtpDeliverySeconds = 15
    /// Mails that wait to be sent.
    static let waitingMails = 1_000
    /// Requests for mail that wait to be looked at.
    static let waitingMailRequests = 1_000
    /// Seconds after which a mail that could not be sent is given up: the life of the link in it.
    static let mailSeconds = accountLinkSeconds
    /// Milliseconds between looks at what waits.
    static let mailPollMilliseconds = 250
    /// Seconds that waiting mail gets at shutdown.
    static let mailShutdownSeconds = 5
}
