import Access
import HTTPTypes
import Hummingbird
import JSONText
import Storage

/// `/roles…`: what users may be allowed together.
struct RoleEndpoints: Sendable {
    let services: AccountServices

    func list(_: Request, _: ApplianceRequestContext) async throws -> Response {
        let roles = try await services.store.roles()
        return .json { json in
            json.beginArray()
            for role in roles { json.role(role) }
            json.endArray()
        }
    }

    func create(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let authority = AccountAuthority(try services.principal(context))
        let body = try await RequestObject(request, allowed: ["name", "permissions"])
        let permissions = try Self.permissions(body)
        try authority.checkMayGrant(permissions)
        let role = try await services.store.createRole(
            try body.requiredText("name"), permissions: permissions, origin: context.origin(at: services.clock.now()))
        return .json(.created) { $0.role(role) }
    }

    func update(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let authority = AccountAuthority(try services.principal(context))
        let body = try await RequestObject(request, allowed: ["permissions"])
        let permissions = try Self.permissions(body)
        try authority.checkMayGrant(permissions)
        let role = try await services.store.updateRole(
            try Self.name(context), permissions: permissions, origin: context.origin(at: services.clock.now()),
            mayChange: { try authority.checkMayGrant($0.permissions) })
        return .json { $0.role(role) }
    }

    func delete(_: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let authority = AccountAuthority(try services.principal(context))
        try await services.store.deleteRole(
            try Self.name(context), origin: context.origin(at: services.clock.now()),
            mayChange: { try authority.checkMayGrant($0.permissions) })
        return Response(status: .noContent)
    }

    private static func permissions(_ body: RequestObject) throws -> [String] {
        guard let texts = try body.texts("permissions") else { throw RequestObject.missing("permissions") }
        do {
            _ = try PermissionSet(parsing: texts)
        } catch {
            throw APIError.invalid("body", "permissions", message: error.description)
        }
        return texts
    }

    /// The name in the path.
    ///
    /// - Throws: ``APIError`` 404 where the role of the path is none.
    private static func name(_ context: ApplianceRequestContext) throws(APIError) -> String {
        guard let name = context.parameters.get("name") else { throw .notFound("The path names no role.") }
        return name
    }
}

extension JSONWriter {
    /// Writes a role as the API and `--json` show it.
    mutating func role(_ role: RoleRecord) {
        beginObject()
        field("name", role.name)
        strings("permissions", role.permissions)
        key("is_shipped")
        bool(role.isShipped)
        endObject()
    }
}
