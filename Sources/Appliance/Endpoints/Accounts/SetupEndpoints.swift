import Access
import HTTPTypes
import Hummingbird
import Storage

/// `/setup`: a page that makes the first administrator, for whoever has the link that `serve` printed.
struct SetupEndpoints: Sendable {
    let services: AccountServices
    let tokens: OneTimeTokenStore
    let refusals: RefusalRecorder

    private static let title = "Set up GeoClimate"

    func page(_ request: Request, _: ApplianceRequestContext) async throws -> Response {
        let token = try AccountLinkRequest.token(of: request)
        guard try await !services.store.hasAdministrator() else { throw Self.done }
        do {
            _ = try await tokens.owner(of: token, for: .setup, at: services.clock.now())
        } catch let error as OneTimeTokenError {
            return AccountPage.message(.notFound, title: Self.title, error.description)
        }
        return AccountPage.page(
            .ok, title: Self.title,
            """
            <p>This makes the first administrator.</p>
            <form method="post" action="/setup">
            <input type="hidden" name="token" value="\(AccountPage.escaped(token))">
            <p><label>Username<br>
            <input name="username" autocomplete="username" required maxlength="64" autocapitalize="none"></label></p>
            <p><label>E-mail address<br>
            <input type="email" name="email" autocomplete="email" required maxlength="254"></label></p>
            <p><label>Password, at least \(PasswordLimits.minimumCharacters) characters<br>
            <input type="password" name="password" autocomplete="new-password" required maxlength="1024"></label></p>
            <p><button>Make the administrator</button></p>
            </form>
            """)
    }

    func complete(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let link = try await AccountLinkRequest(request, names: ["token", "username", "email", "password"])
        return try await link.answering(title: Self.title) {
            guard try await !services.store.hasAdministrator() else { throw Self.done }
            let origin = context.origin(at: services.clock.now())
            let token = link.fields["token"]
            do {
                // Before the costly hash, so that nobody without the link can ask for one.
                _ = try await tokens.owner(of: token, for: .setup, at: origin.at)
                let account = try await services.store.createFirstAdministrator(
                    try await administrator(link.fields), token: token, origin: origin)
                return link.answer(
                    title: Self.title, "The administrator \(account.username) is made. Log in with the password.")
            } catch let error as OneTimeTokenError {
                refusals.note(
                    AuditEvent(
                        .setupCompleted, subject: "", outcome: .refused, detail: ["reason": "token"], origin: origin))
                throw error
            }
        }
    }

    private func administrator(_ fields: TextFields) async throws -> NewAccount {
        var new = NewAccount(
            username: fields["username"], email: fields["email"], passwordHash: nil, tier: "enterprise",
            roles: [Role.admin.name])
        do {
            new.passwordHash = try await services.passwords.hash(
                fields["password"], names: [new.username, new.email])
        } catch let refusal as PasswordPolicy.Refusal {
            throw APIError(refusal)
        }
        return new
    }

    /// Once there is an administrator, the page is gone.
    private static var done: APIError { .notFound("There is an administrator already: the set-up is done.") }
}
