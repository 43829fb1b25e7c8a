import Access
import HTTPTypes
import Hummingbird
import Storage

/// `POST /users`: somebody makes an account, for themselves or, with `user:write`, for others.
struct RegistrationEndpoint: Sendable {
    let services: AccountServices

    /// Who may use it, by setting.
    static func access(_ registration: AccountSettings.Registration) -> RouteAccess {
        registration == .open ? .anyone : .permission(.userWrite)
    }

    func register(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        services.metrics.registrationStarted()
        let origin = context.origin(at: services.clock.now())
        guard let principal = context.principal, principal.permissions.contains(.userWrite) else {
            return try await registerOneself(request, origin)
        }
        let body = try await RequestObject(
            request, allowed: ["username", "email", "password", "full_name", "tier", "roles"])
        var new = try Self.account(body)
        new.tier = try body.text("tier") ?? SelfRegistration.tier
        new.roles = try body.texts("roles") ?? [SelfRegistration.role]
        try TierNames.check(new.tier)
        let authority = AccountAuthority(principal)
        if new.tier != SelfRegistration.tier { try authority.checkMayChooseTier() }
        return try await create(new, password: try body.requiredText("password"), origin) {
            try authority.checkMayGrant($0.permissions)
        }
    }

    private func registerOneself(_ request: Request, _ origin: ChangeOrigin) async throws -> Response {
        let body = try await RequestObject(request, allowed: ["username", "email", "password", "full_name"])
        let new = try Self.account(body)
        try services.loginGuard.countRegistration(PasswordLogin.group(origin.address))
        do {
            return try await create(new, password: try body.requiredText("password"), origin)
        } catch AccountError.usernameTaken, AccountError.emailTaken {
            // Which of the two is taken is not a stranger's business.
            throw APIError(
                .conflict,
                "An account cannot be made with this username and e-mail address. Choose another username, or log in if you "
                    + "have an account.")
        }
    }

    private func create(
        _ new: NewAccount, password: String, _ origin: ChangeOrigin,
        mayMake: @escaping @Sendable (Account) throws -> Void = { _ in }
    ) async throws -> Response {
        var new = new
        do {
            new.passwordHash = try await services.passwords.hash(
                password, names: [new.username, new.email, new.fullName])
        } catch let refusal as PasswordPolicy.Refusal {
            throw APIError(refusal)
        }
        let account = try await services.store.create(new, origin: origin, mayMake: mayMake)
        services.metrics.registered()
        services.mail.requestVerification(userID: account.id, origin: origin)
        var response = Response.json(.created) { $0.account(account) }
        response.headers[.location] = "/users/\(account.id)"
        return response
    }

    private static func account(_ body: RequestObject) throws -> NewAccount {
        NewAccount(
            username: try body.requiredText("username"), email: try body.requiredText("email"),
            fullName: try body.text("full_name") ?? "", passwordHash: nil, tier: SelfRegistration.tier,
            roles: [SelfRegistration.role])
    }
}
