import Access
import Foundation
import HTTPTypes
import Storage
import Testing

@testable import Appliance

@Suite struct TokenEndpointTests {
    @Test(arguments: TokenAlgorithm.allCases)
    func aPasswordGivesTokensThatHold(algorithm: TokenAlgorithm) async throws {
        var settings = TokenSettings.standard(issuer: "https://air.example")
        settings.algorithm = algorithm
        try await TestAppliance.run(tokens: settings) { appliance in
            let account = try await appliance.person()
            let tokens = try await appliance.logIn()
            #expect(tokens["token_type"] as? String == "bearer" && tokens["expires_in"] as? Int == 900)
            #expect(Set(tokens.keys) == ["access_token", "token_type", "expires_in", "refresh_token", "scope"])
            let claims = try await appliance.verify(tokens["access_token"])
            #expect(claims.userID == account.id && claims.sessionEpoch == account.sessionEpoch && claims.scope == nil)
            #expect(claims.expiresAt - claims.issuedAt == 900 && claims.keyDigest == nil)
            appliance.clock.advance(milliseconds: 930_000)
            await #expect(throws: AccessTokenError.expired) { try await appliance.verify(tokens["access_token"]) }
        }
    }

    @Test func answersAreNeverStored() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.person()
            let good = try await appliance.form(
                "/token", [("grant_type", "password"), ("username", "ada"), ("password", TestAppliance.password)])
            #expect(good.status == .ok && good.headers[.cacheControl] == "no-store")
            let bad = try await appliance.form("/token", [("grant_type", "password"), ("username", "ada")])
            #expect(bad.status == .badRequest && bad.headers[.cacheControl] == "no-store")
        }
    }

    /// Each refusal says in one object what both kinds of clients look for.
    @Test(
        arguments: [
            ([], 400, "invalid_request"), ([("grant_type", "")], 400, "invalid_request"),
            ([("grant_type", "implicit")], 400, "unsupported_grant_type"),
            ([("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer")], 400, "unsupported_grant_type"),
            ([("grant_type", "password")], 400, "invalid_request"),
            ([("grant_type", "password"), ("username", "ada")], 400, "invalid_request"),
            ([("grant_type", "password"), ("username", "ada"), ("password", "wrong")], 400, "invalid_grant"),
            ([("grant_type", "password"), ("username", "bob"), ("password", "wrong")], 400, "invalid_grant"),
            (
                [("grant_type", "password"), ("username", "ada"), ("password", "x"), ("scope", "all")], 400,
                "invalid_scope"
            ),
            ([("grant_type", "password"), ("grant_type", "password")], 400, "invalid_request"),
            ([("grant_type", "refresh_token")], 400, "invalid_request"),
            ([("grant_type", "refresh_token"), ("refresh_token", "gsr_x")], 400, "invalid_grant"),
            (
                [("grant_type", "refresh_token"), ("refresh_token", "gsr_" + String(repeating: "A", count: 43))], 400,
                "invalid_grant"
            ),
            ([("grant_type", "client_credentials")], 401, "invalid_client"),
            (
                [("grant_type", "client_credentials"), ("client_id", "1"), ("client_secret", "x")], 401,
                "invalid_client"
            ),
        ] as [([(String, String)], Int, String)])
    func refusesAsTheStandardSays(fields: [(String, String)], status: Int, code: String) async throws {
        try await TestAppliance.run { appliance in
            try await appliance.person()
            let answer = try await appliance.form("/token", fields)
            #expect(answer.status.code == status, "\(answer.text)")
            #expect(answer.headers[.contentType] == "application/json")
            let body = try answer.object()
            #expect(body["error"] as? String == code)
            #expect(body["error_description"] as? String == body["detail"] as? String)
            #expect(body["status"] as? Int == status && body["instance"] as? String == answer.headers[.requestID])
            let description = try #require(body["error_description"] as? String)
            #expect(description.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C })
            #expect((answer.headers[.wwwAuthenticate] != nil) == (status == 401))
        }
    }

    @Test func onlyAFormIsRead() async throws {
        try await TestAppliance.run { appliance in
            for (type, body) in [("application/json", "{}"), ("text/plain", "grant_type=password")] {
                let answer = try await appliance.send(.post, "/token", Array(body.utf8), type: type)
                #expect(answer.status == .badRequest && answer.text.contains("invalid_request"))
            }
            let long = "a=" + String(repeating: "b", count: Limits.formBodyBytes)
            let answer = try await appliance.send(
                .post, "/token", Array(long.utf8), type: "application/x-www-form-urlencoded; charset=utf-8")
            #expect(answer.status == .contentTooLarge)
        }
    }

    @Test func thePasswordGrantCanBeSwitchedOff() async throws {
        var settings = TokenSettings.standard(issuer: "https://air.example")
        settings.isPasswordGrantOpen = false
        try await TestAppliance.run(tokens: settings) { appliance in
            try await appliance.person()
            let answer = try await appliance.form(
                "/token", [("grant_type", "password"), ("username", "ada"), ("password", TestAppliance.password)])
            try answer.expectOAuth("unauthorized_client")
            let grants = try await appliance.get("/.well-known/oauth-authorization-server").object()
            #expect(grants["grant_types_supported"] as? [String] == ["refresh_token", "client_credentials"])
        }
    }

    @Test func scopeNarrowsAndNeverWidens() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.person(roles: ["viewer"])
            let all = try await appliance.logIn()
            #expect(all["scope"] as? String == "prediction:read model:read metrics:read")
            let tokens = try await appliance.logIn("ada", [("scope", "model:read user:write metrics:read")])
            // A permission that the account has not is not granted by asking for it.
            #expect(tokens["scope"] as? String == "model:read metrics:read")
            let wider = try await appliance.refresh(tokens["refresh_token"], [("scope", "prediction:read")])
            try wider.expectOAuth("invalid_scope")
            let narrower = try await appliance.refresh(tokens["refresh_token"], [("scope", "model:read")])
            #expect(try narrower.object()["scope"] as? String == "model:read")
            // Narrowed for that once; the session goes on as it began.
            let again = try await appliance.refresh(try narrower.object()["refresh_token"])
            #expect(try again.object()["scope"] as? String == "model:read metrics:read")
        }
    }

    @Test func tellsClientsWhatThereIs() async throws {
        try await TestAppliance.run(tokens: .standard(issuer: "https://air.example/api/")) { appliance in
            let metadata = try await appliance.get("/.well-known/oauth-authorization-server").object()
            #expect(metadata["issuer"] as? String == "https://air.example/api/")
            #expect(metadata["token_endpoint"] as? String == "https://air.example/api/token")
            #expect(metadata["revocation_endpoint"] as? String == "https://air.example/api/token/revoke")
            #expect((metadata["response_types_supported"] as? [String])?.isEmpty == true)
            let keys = try await appliance.get("/.well-known/jwks.json").object()
            #expect((keys["keys"] as? [Any])?.isEmpty == true)
        }
    }

    @Test func answersFitTheirSchemas() async throws {
        var settings = TokenSettings.standard(issuer: "https://air.example")
        settings.algorithm = .eddsa
        try await TestAppliance.run(tokens: settings) { appliance in
            try await appliance.person()
            let document = try OpenAPIDocument()
            let cases: [(String, String, Answer)] = [
                ("post", "/token", try await appliance.refresh(try await appliance.logIn()["refresh_token"])),
                ("post", "/token", try await appliance.form("/token", [("grant_type", "x")])),
                ("post", "/token", try await appliance.form("/token", [("grant_type", "client_credentials")])),
                ("post", "/token/revoke", try await appliance.form("/token/revoke", [])),
                (
                    "get", "/.well-known/oauth-authorization-server",
                    try await appliance.get("/.well-known/oauth-authorization-server")
                ),
            ]
            for (method, path, answer) in cases {
                let schema = try document.schema(method, path, answer.status.code)
                let violations = try document.violations(of: try answer.json(), schema)
                #expect(violations.isEmpty, "\(path) \(answer.text): \(violations)")
            }
            let keys = try await appliance.get("/.well-known/jwks.json").object()
            #expect((keys["keys"] as? [Any])?.count == 2)
        }
    }

    @Test func secretsReachNeitherLogNorAudit() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.person()
            let tokens = try await appliance.logIn()
            let next = try await appliance.refresh(tokens["refresh_token"]).object()
            appliance.clock.advance(milliseconds: 11_000)
            #expect(try await appliance.refresh(tokens["refresh_token"]).status == .badRequest)
            _ = try await appliance.form("/token/revoke", [("token", try #require(next["access_token"] as? String))])
            await appliance.parts.refusals.flush(all: true)
            appliance.logSystem.flush()
            let log = appliance.log.text
            let database = try Data(contentsOf: URL(filePath: appliance.directory + "/appliance.db"))
            let journal = try Data(contentsOf: URL(filePath: appliance.directory + "/appliance.db-wal"))
            #expect(log.contains("/token"))
            for secret in [tokens, next].flatMap({ [$0["access_token"], $0["refresh_token"]] }) {
                let text = try #require(secret as? String)
                #expect(!log.contains(text))
                for file in [database, journal] { #expect(file.range(of: Data(text.utf8)) == nil) }
            }
        }
    }
}

extension TestAppliance {
    /// What an access token says, when it holds.
    @discardableResult
    func verify(_ token: Any?) async throws -> AccessTokenClaims {
        try await parts.tokens.verifier.verify(try #require(token as? String))
    }
}
