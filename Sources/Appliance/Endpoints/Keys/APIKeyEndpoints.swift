import Access
import HTTPTypes
import Hummingbird
import JSONText
import NIOCore
import Storage

/// `/api-keys…`: the caller's own keys; everybody else's are as if they were not there.
struct APIKeyEndpoints: Sendable {
    let store: APIKeyStore
    let issuer: KeyIssuer
    let uses: KeyUses
    let clock: ApplianceClock

    func list(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let caller = try Self.caller(context)
        let query = try QueryParameters(request, allowed: ["include_revoked"])
        let includesRevoked = try Self.flag(query["include_revoked"], "include_revoked")
        let keys = try await store.keys(ofUser: caller.userID, includingRevoked: includesRevoked)
            .filter { caller.keyReach.contains($0.id) }
        return .json { json in
            json.beginArray()
            for key in keys { json.apiKey(key, lastUsedAt: uses.unwritten(key.id)) }
            json.endArray()
        }
    }

    func create(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let caller = try Self.caller(context)
        guard caller.permissions != .none else {
            throw APIError(.forbidden, "This account is allowed nothing yet, and so are its keys.")
        }
        guard caller.keyReach == .all else {
            throw APIError(
                .forbidden,
                "A key with scopes, limits or an expiry of its own makes no other keys. Log in, or use a key without them."
            )
        }
        let body = try await RequestObject(
            request, allowed: ["name", "scopes", "expires_in_days", "rate_limit_per_minute", "daily_quota"],
            limit: Limits.apiKeyBodyBytes)
        let terms = KeyTerms(
            scopes: try body.texts("scopes"), expiresInDays: try body.number("expires_in_days"),
            perMinute: try body.number("rate_limit_per_minute"), perDay: try body.number("daily_quota"))
        let issued = try await issuer.issue(
            try body.requiredText("name"), terms, for: KeyIssuer.Owner(caller), origin: context.origin(at: clock.now()))
        return Self.created(issued)
    }

    func revoke(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        _ = try QueryParameters(request, allowed: [])
        let (caller, id) = try Self.target(context)
        try await store.revoke(id, ofUser: caller.userID, origin: context.origin(at: clock.now()))
        return Response(status: .noContent)
    }

    func rotate(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let (caller, id) = try Self.target(context)
        // The successor's allowance is a new one: a key that has limits of its own must not renew them by itself.
        guard caller.keyReach == .all || caller.keyLimits == nil else {
            throw APIError(.forbidden, "A key with limits of its own is rotated by its owner, not by itself.")
        }
        let hours = try await Self.graceHours(request)
        let issued = try await issuer.rotate(
            id, ofUser: caller.userID, graceHours: hours, origin: context.origin(at: clock.now()))
        return Self.created(issued)
    }

    /// `{"grace_hours"?}`; no body asks for the standard grace.
    private static func graceHours(_ request: Request) async throws -> Int {
        let bytes = try await request.collectBody(limit: Limits.apiKeyBodyBytes)
        guard bytes.readableBytes > 0 else { return KeyLimits.graceHours }
        _ = try MediaType.ofBody(request, accepted: [.json])
        let body = try RequestObject(Array(bytes.readableBytesView), allowed: ["grace_hours"])
        let hours = try body.number("grace_hours") ?? KeyLimits.graceHours
        guard (0...KeyLimits.longestGraceHours).contains(hours) else {
            throw APIError.invalid(
                "body", "grace_hours",
                message: "'grace_hours' takes a whole number from 0 to \(KeyLimits.longestGraceHours).")
        }
        return hours
    }

    private static func created(_ issued: IssuedKey) -> Response {
        Response(
            .created, type: MediaType.json.rawValue,
            bytes: JSONWriter.bytes { $0.apiKey(issued.record, issued: issued) },
            // The body holds a secret: no cache on the way may keep it.
            headers: [.location: "/api-keys/\(issued.record.id)", .cacheControl: "no-store"])
    }

    private static func caller(_ context: ApplianceRequestContext) throws(APIError) -> Principal {
        guard let principal = context.principal else { throw AuthenticationFailure.missing.apiError }
        return principal
    }

    /// The caller, and the key in the path where it is within reach.
    private static func target(_ context: ApplianceRequestContext) throws(APIError) -> (Principal, Int64) {
        let caller = try caller(context)
        let text = context.parameters.get("id") ?? ""
        guard let id = Int64(text), String(id) == text, caller.keyReach.contains(id) else {
            throw .notFound("There is no API key with this id. List the keys to see their ids.")
        }
        return (caller, id)
    }

    private static func flag(_ text: String?, _ name: String) throws(APIError) -> Bool {
        switch text {
        case nil, "false": return false
        case "true": return true
        default:
            throw .invalid("query", name, message: "The query parameter '\(name)' takes true or false.")
        }
    }
}
