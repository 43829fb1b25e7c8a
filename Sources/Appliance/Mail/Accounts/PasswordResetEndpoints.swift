import Access
import HTTPTypes
import Hummingbird
import JSONText
import Storage

/// `/password-reset…`: a new password for whoever reads the account's mail.
struct PasswordResetEndpoints: Sendable {
    let mail: AccountMail
    let tokens: OneTimeTokenStore
    let accounts: AccountStore
    let passwords: NewPasswords
    let refusals: RefusalRecorder
    let clock: ApplianceClock

    /// Notes the request and answers at once, the same whether or not the address is anybody's, and whatever will be done.
    func request(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let link = try await AccountLinkRequest(request, names: ["email"])
        mail.requestPasswordReset(email: link.fields["email"], origin: context.origin(at: clock.now()))
        return .json(.accepted) { json in
            json.beginObject()
            json.field("message", Self.noted(canSend: mail.canSend))
            json.endObject()
        }
    }

    /// The page behind the link.
    func page(_ request: Request, _: ApplianceRequestContext) async throws -> Response {
        AccountPage.form(
            title: Self.title, action: "/password-reset/confirm", token: try AccountLinkRequest.token(of: request),
            asksForPassword: true, button: "Set the password")
    }

    /// Sets the password, uses the token up, and ends whatever was issued to the account before.
    func confirm(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let link = try await AccountLinkRequest(request, names: ["token", "password"])
        return try await link.answering(title: Self.title) {
            let token = link.fields["token"]
            let origin = context.origin(at: clock.now())
            do {
                // Before the costly hash, so that nobody without a token can ask for one.
                let owner = try await tokens.owner(of: token, for: .passwordReset, at: origin.at)
                guard let owner, let account = try await accounts.account(id: owner) else {
                    throw OneTimeTokenError.notRedeemable
                }
                let hash = try await newHash(link.fields["password"], account)
                _ = try await tokens.resetPassword(token, passwordHash: hash, origin: origin)
            } catch let error as OneTimeTokenError {
                refusals.note(AuditEvent(.passwordResetDone, subject: "", outcome: .refused, origin: origin))
                throw error
            }
            return link.answer(title: Self.title, "The password is changed. Log in with the new one.")
        }
    }

    private static let title = "Choose a new password"

    /// What becomes of a request, as far as everybody may know.
    static func noted(canSend: Bool) -> String {
        canSend
            ? "If an account has this address, a link to choose a new password is mailed to it. It works for "
                + "\(Limits.accountLinkSeconds / 60) minutes."
            : "This server sends no mail. If an account has this address, its operator finds the request in the log and can "
                + "make a link to choose a new password: ask there."
    }
}

extension PasswordResetEndpoints {
    /// The hash of a new password.
    ///
    /// - Throws: ``APIError`` 422 for a password that the policy refuses, ``PasswordHasher/Overloaded``.
    private func newHash(_ password: String, _ account: Account) async throws -> String {
        do {
            return try await passwords.hash(
                password, names: [account.username, account.email, account.fullName],
                hasSecondFactor: account.hasSecondFactor)
        } catch let refusal as PasswordPolicy.Refusal {
            throw APIError(refusal)
        }
    }
}
