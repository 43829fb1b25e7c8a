import HTTPTypes
import Hummingbird
import Storage
import Telemetry

/// `/verify-email`: proof that an account's owner reads its mail.
struct EmailVerificationEndpoints: Sendable {
    let tokens: OneTimeTokenStore
    let refusals: RefusalRecorder
    let verified: Counter
    let clock: ApplianceClock

    /// The page behind the link.
    func page(_ request: Request, _: ApplianceRequestContext) async throws -> Response {
        AccountPage.form(
            title: Self.title, action: "/verify-email", token: try AccountLinkRequest.token(of: request),
            asksForPassword: false, button: "Confirm")
    }

    /// Uses the token up; the address is verified from then on.
    func confirm(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let link = try await AccountLinkRequest(request, names: ["token"])
        return try await link.answering(title: Self.title) {
            let origin = context.origin(at: clock.now())
            do {
                _ = try await tokens.verifyEmail(link.fields["token"], origin: origin)
            } catch let error as OneTimeTokenError {
                refusals.note(AuditEvent(.emailVerified, subject: "", outcome: .refused, origin: origin))
                throw error
            }
            verified.increment()
            return link.answer(title: Self.title, "The e-mail address is confirmed.")
        }
    }

    private static let title = "Confirm your e-mail address"
}
