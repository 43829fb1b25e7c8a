import Access
import HTTPTypes
import Hummingbird
import JSONText
import Storage

/// `/users…` for those who may read or write users.
struct UserEndpoints: Sendable {
    let services: AccountServices

    func list(_ request: Request, _: ApplianceRequestContext) async throws -> Response {
        let query = try QueryParameters(request, allowed: ["after", "limit"])
        let limit = try query.number("limit", in: 1...services.store.limits.listedAccounts) ?? Limits.accountPage
        let after = try query.number("after", in: 0...Int(Int32.max)) ?? 0
        let accounts = try await services.store.accounts(after: Int64(after), limit: limit + 1)
        let page = accounts.prefix(limit)
        let total = try await services.store.count()
        return .json { json in
            json.beginObject()
            json.key("users")
            json.beginArray()
            for account in page { json.account(account) }
            json.endArray()
            json.field("total", total)
            json.key("next_after")
            if accounts.count > limit, let last = page.last { json.number(last.id) } else { json.null() }
            json.endObject()
        }
    }

    func get(_: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let account = try await account(context)
        return .json { $0.account(account) }
    }

    func update(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let authority = AccountAuthority(try services.principal(context))
        let body = try await RequestObject(
            request, allowed: ["username", "email", "full_name", "tier", "roles", "is_active"])
        let change = AccountChange(
            username: try body.text("username"), email: try body.text("email"), fullName: try body.text("full_name"),
            tier: try body.text("tier"), roles: try body.texts("roles"),
            isDisabled: try body.flag("is_active").map { !$0 })
        let before = try await account(context)
        if let tier = change.tier {
            try TierNames.check(tier)
            if tier != before.tier { try authority.checkMayChooseTier() }
        }
        let account = try await services.store.update(
            id: before.id, change, origin: context.origin(at: services.clock.now()),
            mayChange: { try authority.checkMayChange($0) },
            mayMake: { try authority.checkMayGrant($0.permissions) })
        services.metrics.tierChanged(from: before.tier, to: account.tier)
        if account.email != before.email {
            services.mail.requestVerification(userID: account.id, origin: context.origin(at: services.clock.now()))
        }
        return .json { $0.account(account) }
    }

    func delete(_: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let authority = AccountAuthority(try services.principal(context))
        try await services.store.delete(
            id: try Self.id(context), origin: context.origin(at: services.clock.now()),
            mayChange: { try authority.checkMayChange($0) })
        return Response(status: .noContent)
    }

    func unlock(_: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let authority = AccountAuthority(try services.principal(context))
        let account = try await account(context)
        try authority.checkMayChange(account)
        _ = try await services.store.unlock(id: account.id, origin: context.origin(at: services.clock.now()))
        return Response(status: .noContent)
    }

    private func account(_ context: ApplianceRequestContext) async throws -> Account {
        let id = try Self.id(context)
        guard let account = try await services.store.account(id: id) else { throw AccountError.noSuchID(id) }
        return account
    }

    /// The number in the path; what is no number is nobody's.
    private static func id(_ context: ApplianceRequestContext) throws(APIError) -> Int64 {
        guard let text = context.parameters.get("id"), let id = Int64(text), id > 0 else {
            throw .notFound("There is no such user. The path ends with the id of one.")
        }
        return id
    }
}
