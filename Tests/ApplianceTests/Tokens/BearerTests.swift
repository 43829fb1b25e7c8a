import Access
import Foundation
import HTTPTypes
import Storage
import Testing

@testable import Appliance

/// Access tokens at the gate.
@Suite struct BearerTests {
    @Test func aTokenDoesWhatItsAccountMay() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.person("ada", roles: ["viewer"])
            let token = try await appliance.logIn()["access_token"]
            #expect(try await appliance.get("/models", bearer: token).status == .ok)
            #expect(try await appliance.post("/models/x/rollback", bearer: token).status == .forbidden)
            let narrow = try await appliance.logIn("ada", [("scope", "metrics:read")])["access_token"]
            #expect(try await appliance.get("/models", bearer: narrow).status == .forbidden)
        }
    }

    @Test func aRefusalSaysWhoIsAskedAndNotWhy() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.person()
            let token = try #require(try await appliance.logIn()["access_token"] as? String)
            let answer = try await appliance.get("/models", bearer: token + "A")
            #expect(answer.status == .unauthorized)
            #expect(answer.headers[.wwwAuthenticate]?.contains(#"error="invalid_token""#) == true)
            #expect(!answer.text.contains(token))
            #expect(try await appliance.metrics().contains(#"auth_failures_total{reason="token_signature"} 1"#))
        }
    }

    @Test(arguments: [
        "UPDATE users SET is_disabled = 1 WHERE username = 'ada'",
        "UPDATE users SET session_epoch = session_epoch + 1 WHERE username = 'ada'",
        "DELETE FROM users WHERE username = 'ada'",
    ])
    func tokensDieWithWhatTheyStandFor(sql: String) async throws {
        try await TestAppliance.run { appliance in
            try await appliance.person()
            let token = try await appliance.logIn()["access_token"]
            #expect(try await appliance.get("/models", bearer: token).status == .ok)
            try appliance.behindItsBack(sql)
            appliance.parts.principals.forgetAll()
            #expect(try await appliance.get("/models", bearer: token).status == .unauthorized)
        }
    }

    @Test func aKeyCanBeExchangedForAToken() async throws {
        try await TestAppliance.run { appliance in
            let caller = try await appliance.makeCaller("robot", role: .user, scopes: ["model:read", "metrics:read"])
            let secret = caller.key.secret.revealed
            let form = [
                ("grant_type", "client_credentials"), ("client_id", String(caller.keyID)), ("client_secret", secret),
            ]
            let answer = try await appliance.form("/token", form)
            #expect(answer.status == .ok, "\(answer.text)")
            let body = try answer.object()
            #expect(body["refresh_token"] == nil && body["scope"] as? String == "model:read metrics:read")
            #expect(try await appliance.get("/models", bearer: body["access_token"]).status == .ok)
            #expect(try await appliance.post("/models/x/rollback", bearer: body["access_token"]).status == .forbidden)

            let basic = Data("\(caller.keyID):\(secret)".utf8).base64EncodedString()
            let narrowed = try await appliance.send(
                .post, "/token", Array("grant_type=client_credentials&scope=metrics:read".utf8),
                type: "application/x-www-form-urlencoded", headers: [.authorization: "Basic \(basic)"])
            #expect(narrowed.status == .ok, "\(narrowed.text)")
            let token = try narrowed.object()["access_token"]
            #expect(try await appliance.get("/models", bearer: token).status == .forbidden)

            // The token is worth what the key is worth at the moment.
            try await appliance.parts.keys.revoke(
                caller.keyID, ofUser: caller.userID,
                origin: ChangeOrigin(actor: "test", at: appliance.clock.clock.now()))
            #expect(try await appliance.get("/models", bearer: body["access_token"]).status == .unauthorized)
            #expect(try await appliance.form("/token", form).status == .unauthorized)
        }
    }

    @Test func aKeyOfAnotherIdIsNoClient() async throws {
        try await TestAppliance.run { appliance in
            let caller = try await appliance.makeCaller("robot", role: .user)
            for (id, secret) in [
                (String(caller.keyID + 1), caller.key.secret.revealed),
                ("0\(caller.keyID)", caller.key.secret.revealed),
                (String(caller.keyID), "gsc_x"),
            ] {
                let answer = try await appliance.form(
                    "/token", [("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret)])
                #expect(answer.status == .unauthorized && answer.headers[.wwwAuthenticate]?.hasPrefix("Basic") == true)
                #expect(try answer.object()["error"] as? String == "invalid_client")
            }
        }
    }
}

extension TestAppliance {
    func get(_ path: String, bearer token: Any?) async throws -> Answer {
        try await send(.get, path, headers: [.authorization: "Bearer \(try #require(token as? String))"])
    }

    func post(_ path: String, bearer token: Any?) async throws -> Answer {
        try await send(.post, path, headers: [.authorization: "Bearer \(try #require(token as? String))"])
    }
}
