import Access
import HTTPTypes
import Storage

/// What the endpoints on accounts share.
struct AccountServices: Sendable {
    let store: AccountStore
    let login: PasswordLogin
    let loginGuard: LoginGuard
    let passwords: NewPasswords
    let settings: AccountSettings
    let mail: AccountMail
    let metrics: AccountMetrics
    let clock: ApplianceClock
    let random: @Sendable () -> UInt64

    /// The caller, who must be somebody.
    ///
    /// - Throws: ``APIError`` 401; the gate has answered that before.
    func principal(_ context: ApplianceRequestContext) throws(APIError) -> Principal {
        guard let principal = context.principal else {
            throw APIError(
                .unauthorized, "Say who you are: send an access token.",
                headers: [.wwwAuthenticate: "Bearer realm=\"geoclimate\""])
        }
        return principal
    }

    /// The caller, who must have logged in: a key speaks for programs, and may not change whose it is.
    ///
    /// - Throws: ``APIError`` 401, 403 for a key.
    func person(_ context: ApplianceRequestContext) throws(APIError) -> Principal {
        let principal = try principal(context)
        guard principal.keyID == nil else {
            throw APIError(.forbidden, "An API key cannot change its owner's account. Log in and send an access token.")
        }
        return principal
    }

    /// Whether the password is the account's, which failed attempts at count like those of a login.
    ///
    /// - Throws: ``APIError`` 403 for a wrong one, and what a login throws.
    func checkPassword(_ password: String, of account: Account, _ origin: ChangeOrigin) async throws {
        guard try await login.verify(password, username: account.username, origin: origin) else {
            throw APIError(.forbidden, "The current password is wrong.")
        }
    }
}

extension APIError {
    /// 422 for a password that the policy refuses.
    init(_ refusal: PasswordPolicy.Refusal, field: String = "password") {
        self = .invalid("body", field, message: refusal.description)
    }
}
