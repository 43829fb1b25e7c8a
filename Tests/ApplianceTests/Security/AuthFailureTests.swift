import Access
import HTTPTypes
import Storage
import Testing

@testable import Appliance

/// What `auth_failures_total` counts beside the credentials of requests.
@Suite struct AuthFailureTests {
    private func count(_ appliance: TestAppliance, _ reason: String) async throws -> String? {
        let prefix = "auth_failures_total{reason=\"\(reason)\"} "
        return try await appliance.metrics().split(separator: "\n").first { $0.hasPrefix(prefix) }
            .map { String($0.dropFirst(prefix.count)) }
    }

    private func password(_ name: String, _ password: String) -> [(String, String)] {
        [("grant_type", "password"), ("username", name), ("password", password)]
    }

    @Test func failedLoginsCountByReason() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.person()
            for name in ["ada", "nobody"] {
                #expect(try await appliance.form("/token", password(name, "wrong")).status == .badRequest)
            }
            #expect(try await count(appliance, "wrong_password") == "2", "whoever has the name or has it not")
            for _ in 0..<10 { _ = try await appliance.form("/token", password("ada", "wrong")) }
            let wrong = try await Int(#require(count(appliance, "wrong_password")))
            let locked = try await Int(#require(count(appliance, "login_locked")))
            #expect((locked ?? 0) > 0 && (wrong ?? 0) + (locked ?? 0) == 12)
        }
    }

    @Test func aWrongPasswordOfSomebodyLoggedInCounts() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.person()
            let token = try #require(try await appliance.logIn()["access_token"] as? String)
            let body = #"{"current_password":"wrong","new_password":"another long enough password"}"#
            let answer = try await appliance.send(
                .post, "/users/me/password", Array(body.utf8), type: "application/json",
                headers: [.authorization: "Bearer \(token)"])
            #expect(answer.status == .forbidden)
            #expect(try await count(appliance, "wrong_password") == "1")
        }
    }

    @Test func refusedRefreshTokensCount() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.person()
            let first = try await appliance.logIn()["refresh_token"]
            #expect(try await appliance.refresh(first).status == .ok)
            appliance.clock.advance(milliseconds: 11_000)
            #expect(try await appliance.refresh(first).status == .badRequest)
            #expect(try await count(appliance, "refresh_token_reused") == "1")
            #expect(try await appliance.refresh("gsr_x").status == .badRequest)
            #expect(try await count(appliance, "refresh_token") == "1")
        }
    }

    @Test func refusedClientsCount() async throws {
        try await TestAppliance.run { appliance in
            let caller = try #require(appliance.caller)
            let key = caller.key.secret.revealed
            for (id, secret) in [("1", "x"), ("999", key)] {
                let answer = try await appliance.form(
                    "/token", [("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret)])
                #expect(answer.status == .unauthorized)
            }
            #expect(try await count(appliance, "malformed_client_secret") == "1")
            #expect(try await count(appliance, "other_client") == "1")
            let gone = try await appliance.makeCaller("gone", role: .viewer)
            try await appliance.parts.keys.revoke(gone.keyID, ofUser: nil, origin: appliance.origin)
            _ = try await appliance.form(
                "/token",
                [
                    ("grant_type", "client_credentials"), ("client_id", "\(gone.keyID)"),
                    ("client_secret", gone.key.secret.revealed),
                ])
            #expect(try await count(appliance, "revoked_key") == "1")
        }
    }
}
