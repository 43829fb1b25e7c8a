import Storage

/// The links of mails and of the command line, under the address at which people reach the daemon.
///
/// The address is configured and never taken from a request: whoever sends a request could otherwise have a link to a
/// server of their own mailed to somebody else.
struct AccountLinks: Sendable, Equatable {
    /// Scheme, host and port, without a slash at the end.
    let base: String

    init(publicURL: String?, host: String, port: Int, isSecure: Bool = false) {
        base = publicURL ?? DaemonAddress(host: host, port: port, isSecure: isSecure).url
    }

    func link(_ purpose: OneTimeTokenPurpose, _ secret: String) -> String {
        switch purpose {
        case .setup: "\(base)/setup?token=\(secret)"
        case .emailVerification: "\(base)/verify-email?token=\(secret)"
        case .passwordReset: "\(base)/password-reset/confirm?token=\(secret)"
        }
    }
}
