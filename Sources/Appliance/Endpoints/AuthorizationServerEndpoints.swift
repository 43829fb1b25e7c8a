import Access
import HTTPTypes
import Hummingbird
import JSONText

/// What clients of OAuth find out about this server: its metadata (RFC 8414) and its public keys (RFC 7517).
struct AuthorizationServerEndpoints: Sendable {
    let settings: TokenSettings
    let keys: SigningKeys

    func metadata(_: Request, _: ApplianceRequestContext) async throws -> Response {
        let base = settings.issuer.hasSuffix("/") ? String(settings.issuer.dropLast()) : settings.issuer
        return .json { json in
            json.beginObject()
            json.field("issuer", settings.issuer)
            json.field("token_endpoint", base + "/token")
            json.field("revocation_endpoint", base + "/token/revoke")
            json.field("jwks_uri", base + "/.well-known/jwks.json")
            json.list("grant_types_supported", grants)
            // There is no authorisation endpoint, so there is nothing that it answers.
            json.list("response_types_supported", [])
            json.list("scopes_supported", Permission.allCases.map(\.rawValue))
            let methods = ["client_secret_basic", "client_secret_post", "none"]
            json.list("token_endpoint_auth_methods_supported", methods)
            json.list("revocation_endpoint_auth_methods_supported", ["none"])
            json.field("service_documentation", base + "/docs")
            json.endObject()
        }
    }

    /// The public keys that access tokens are signed with, now and after the next rotation; none with HMAC.
    func publicKeys(_: Request, _: ApplianceRequestContext) async throws -> Response {
        Response(
            type: "application/jwk-set+json", bytes: keys.current.publicKeySet,
            headers: [.cacheControl: "public, max-age=300"])
    }

    private var grants: [String] {
        (settings.isPasswordGrantOpen ? ["password"] : []) + ["refresh_token", "client_credentials"]
    }
}

extension JSONWriter {
    /// Writes a member whose value is a list of texts.
    fileprivate mutating func list(_ name: String, _ values: [String]) {
        key(name)
        beginArray()
        for value in values { string(value) }
        endArray()
    }
}
