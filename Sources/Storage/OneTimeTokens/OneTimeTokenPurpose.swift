/// What a token that works once is good for.
public enum OneTimeTokenPurpose: String, Sendable, CaseIterable {
    /// Making the first administrator; belongs to no account.
    case setup
    /// Proving that the account's e-mail address is read by its owner.
    case emailVerification = "email_verification"
    /// Choosing a new password without the old one.
    case passwordReset = "password_reset"

    /// What the audit log calls handing one out.
    var issued: AuditAction {
        switch self {
        case .setup: .setupLinkIssued
        case .emailVerification: .emailVerificationRequested
        case .passwordReset: .passwordResetRequested
        }
    }
}
