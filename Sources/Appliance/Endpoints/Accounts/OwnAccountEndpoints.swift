import Access
import HTTPTypes
import Hummingbird
import JSONText
import Storage

/// `/users/me…`: what callers see and change of their own accounts.
struct OwnAccountEndpoints: Sendable {
    let services: AccountServices

    func get(_: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let account = try await account(try services.principal(context))
        return .json { $0.account(account) }
    }

    /// Another address needs the password: whoever reads its mail can have a new password sent there.
    func update(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let account = try await account(try services.person(context))
        let origin = context.origin(at: services.clock.now())
        let body = try await RequestObject(request, allowed: ["email", "full_name", "current_password"])
        let change = AccountChange(email: try body.text("email"), fullName: try body.text("full_name"))
        if let email = change.email, email.lowercased() != account.email.lowercased() {
            guard let password = try body.text("current_password") else {
                throw APIError.invalid(
                    "body", "current_password",
                    message: "Another e-mail address needs the password in the field 'current_password'.")
            }
            try await services.checkPassword(password, of: account, origin)
            // Each sends mail to an address that nobody has proved: as many as registrations.
            try services.loginGuard.countRegistration(PasswordLogin.group(origin.address))
        }
        let changed = try await services.store.update(id: account.id, change, origin: origin)
        if changed.email != account.email { services.mail.requestVerification(userID: account.id, origin: origin) }
        return .json { $0.account(changed) }
    }

    /// Every session ends, also the one that asks; the caller logs in again.
    func changePassword(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let account = try await account(try services.person(context))
        let origin = context.origin(at: services.clock.now())
        let body = try await RequestObject(request, allowed: ["current_password", "new_password"])
        let current = try body.requiredText("current_password")
        let new = try body.requiredText("new_password")
        do {
            try services.passwords.policy.check(
                new, names: [account.username, account.email, account.fullName],
                hasSecondFactor: account.hasSecondFactor)
        } catch {
            throw APIError(error, field: "new_password")
        }
        try await services.checkPassword(current, of: account, origin)
        let hash = try await services.passwords.hasher.hash(new)
        try await services.store.setPassword(id: account.id, hash: hash, origin: origin)
        return Response(status: .noContent)
    }

    private func account(_ principal: Principal) async throws -> Account {
        guard let account = try await services.store.account(id: principal.userID) else {
            throw AccountError.noSuchID(principal.userID)
        }
        return account
    }
}
