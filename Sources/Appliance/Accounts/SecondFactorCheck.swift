import Access
import Storage

/// Decides whether what stands beside a password is what the account asks for.
struct SecondFactorCheck: Sendable {
    private let credentials: StoredCredentials

    init(_ credentials: StoredCredentials) {
        self.credentials = credentials
    }

    /// What the login uses up; whether it still can is decided when it is stored.
    ///
    /// - Throws: ``LoginError/secondFactorRequired`` where nothing was given, ``LoginError/wrong``.
    func factor(_ text: String?, at time: Timestamp) throws(LoginError) -> CompletedLogin.Factor {
        guard credentials.hasSecondFactor, let secret = credentials.totpSecret else { return .none }
        guard let text, !text.isEmpty else { throw .secondFactorRequired }
        if let sha256 = RecoveryCode.sha256(of: text) { return .recoveryCode(sha256: sha256) }
        let step = TOTP(secret: secret).acceptedStep(
            of: text, at: time.millisecondsSince1970 / 1_000, after: credentials.totpLastStep)
        guard let step else { throw .wrong }
        return .totp(step: step)
    }
}
