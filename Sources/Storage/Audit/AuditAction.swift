/// Everything that the audit log knows by name.
public enum AuditAction: String, Sendable, CaseIterable {
    // Accounts
    case setupLinkIssued = "setup.link_issued"
    case setupCompleted = "setup.completed"
    case userCreated = "user.created"
    case userImported = "user.imported"
    case userUpdated = "user.updated"
    case userDisabled = "user.disabled"
    case userEnabled = "user.enabled"
    case userDeleted = "user.deleted"
    case userUnlocked = "user.unlocked"
    case emailVerificationRequested = "user.email_verification_requested"
    case emailVerified = "user.email_verified"
    case passwordChanged = "password.changed"
    case passwordRehashed = "password.rehashed"
    case passwordResetRequested = "password.reset_requested"
    case passwordResetDone = "password.reset_done"
    case totpEnabled = "totp.enabled"
    case totpDisabled = "totp.disabled"
    case recoveryCodeUsed = "totp.recovery_code_used"
    case roleCreated = "role.created"
    case roleUpdated = "role.updated"
    case roleDeleted = "role.deleted"

    // Sessions and keys
    case login = "session.login"
    case loginLocked = "session.locked"
    case sessionStarted = "session.started"
    case tokenRefreshed = "session.refreshed"
    case tokenReused = "session.refresh_reused"
    case tokenRevoked = "session.revoked"
    case signingKeyRotated = "signing_key.rotated"
    case keyCreated = "key.created"
    case keyRevoked = "key.revoked"
    case keyRotated = "key.rotated"

    // Requests
    case authentication = "request.authentication"
    case authorisation = "request.authorisation"
    case refusalsUncounted = "request.refusals_uncounted"

    // Models
    case modelRegistered = "model.registered"
    case modelPromoted = "model.promoted"
    case modelDemoted = "model.demoted"
    case modelRolledBack = "model.rolled_back"
    case modelDeleted = "model.deleted"

    // The log itself
    case auditKeyCreated = "audit.key_created"
}
