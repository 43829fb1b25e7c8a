import Access
import HTTPTypes
import Limiting
import Storage
import Testing

@testable import Appliance

/// Who gets past the gate, and what the others are told.
@Suite struct GateTests {
    @Test func aStrangerIsAskedForACredential() async throws {
        try await TestAppliance.run { appliance in
            let answer = try await appliance.asked(by: nil).get("/models")
            try expectProblem(answer, .unauthorized, saying: "X-API-Key")
            #expect(answer.headers[.wwwAuthenticate] == #"Bearer realm="geoclimate""#)
            #expect(try await appliance.metrics().contains(#"auth_failures_total{reason="missing_credential"} 1"#))
        }
    }

    @Test(arguments: ["/", "/health", "/health/live", "/docs", "/openapi.json"])
    func whatEverybodyMaySeeNeedsNone(path: String) async throws {
        try await TestAppliance.run { appliance in
            let stranger = appliance.asked(by: nil)
            #expect(try await stranger.get(path).status == .ok)
            let wrong = try await stranger.send(.get, path, headers: [.apiKey: "nonsense"])
            #expect(wrong.status == .ok, "A probe with an old key is still answered.")
        }
    }

    @Test func aKeyIsTakenInEitherField() async throws {
        try await TestAppliance.run { appliance in
            let key = try #require(appliance.caller).key.secret.revealed
            for headers: HTTPFields in [
                [.apiKey: key], [.authorization: "Bearer \(key)"], [.authorization: "bearer \(key)"],
                [.apiKey: key, .authorization: "Bearer \(key)"],
            ] {
                #expect(try await appliance.send(.get, "/models", headers: headers).status == .ok, "\(headers)")
            }
        }
    }

    @Test func twoCredentialsMustBeTheSame() async throws {
        try await TestAppliance.run { appliance in
            let one = try #require(appliance.caller)
            let other = try await appliance.makeKey(forUser: one.userID)
            let answer = try await appliance.send(
                .get, "/models",
                headers: [
                    .apiKey: one.key.secret.revealed, .authorization: "Bearer \(other.key.secret.revealed)",
                ])
            try expectProblem(answer, .badRequest, saying: "two credentials")
        }
    }

    @Test(arguments: [
        ("X-API-Key", "", "begins with"), ("X-API-Key", "gsc_", "40 characters"), ("X-API-Key", "Bearer x", "begins"),
        ("Authorization", "Basic dXNlcjpwYXNz", "takes 'Bearer'"), ("Authorization", "Bearer", "no access token"),
        ("Authorization", "Bearer ", "no access token"), ("Authorization", "Bearer a b", "no access token"),
        ("Authorization", "Bearer gsc_short", "40 characters"), ("Authorization", "Bearer  x", "no access token"),
        ("Authorization", "Bearer eyJ.eyJ.sig", "not one that this server issued"),
    ])
    func whatIsNoCredentialIs401(field: String, value: String, sentence: String) async throws {
        try await TestAppliance.run { appliance in
            let name = try #require(HTTPField.Name(field))
            let answer = try await appliance.asked(by: nil).send(.get, "/models", headers: [name: value])
            try expectProblem(answer, .unauthorized, saying: sentence)
            #expect(answer.headers[.wwwAuthenticate]?.contains(#"error="invalid_token""#) == true)
        }
    }

    @Test func aKeyThatNobodyHasIs401AndRemembered() async throws {
        try await TestAppliance.run { appliance in
            var random = SystemRandomNumberGenerator()
            let headers: HTTPFields = [.apiKey: APIKey(using: &random).secret.revealed]
            for _ in 0..<3 {
                try expectProblem(
                    try await appliance.send(.get, "/models", headers: headers), .unauthorized, saying: "Nobody has")
            }
            #expect(try await appliance.metrics().contains(#"auth_failures_total{reason="unknown_key"} 3"#))
        }
    }

    @Test func keysAreNotLookedUpForAnAddressThatHasNothingLeft() async throws {
        let limits = LimitSettings(tiers: Tier.shipped, anonymous: LimitPolicy(perMinute: 60, burst: 3, perDay: nil))
        try await TestAppliance.run(limits: limits) { appliance in
            var random = SystemRandomNumberGenerator()
            let stranger = appliance.asked(by: nil)
            func remembered() -> Int { appliance.parts.principals.count }
            #expect(try await appliance.get("/models").status == .ok)
            let before = remembered()
            for status in [401, 401, 401, 429, 429] {
                let headers: HTTPFields = [.apiKey: APIKey(using: &random).secret.revealed]
                let answer = try await stranger.send(.get, "/models", headers: headers)
                #expect(answer.status.code == status)
            }
            #expect(remembered() == before + 3, "What the address could not pay for was not looked up.")
            #expect(try await appliance.get("/models").status == .ok, "A key that is remembered needs no look-up.")
            appliance.clock.advance(milliseconds: 1_000)
            // Whoever has a key pays nothing for its look-up: one token is enough for any number.
            for name in ["a", "b", "c"] {
                let caller = try await appliance.makeCaller(name, role: .viewer)
                #expect(try await appliance.asked(by: caller).get("/models").status == .ok)
            }
        }
    }

    @Test func aCallerWithoutThePermissionIs403() async throws {
        try await TestAppliance.run { appliance in
            let viewer = try await appliance.makeCaller("viewer", role: .viewer)
            let answer = try await appliance.asked(by: viewer).post("/predict", #"{"data":{}}"#)
            try expectProblem(answer, .forbidden, saying: "'prediction:write'")
            #expect(answer.headers[.wwwAuthenticate]?.contains(#"scope="prediction:write""#) == true)
        }
    }

    @Test func scopesNarrowAndNeverWiden() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.add(TestModels.constant("1"))
            let narrow = try await appliance.makeCaller("a", role: .admin, scopes: ["model:read"])
            #expect(try await appliance.asked(by: narrow).get("/models").status == .ok)
            #expect(try await appliance.asked(by: narrow).post("/predict", #"{"data":{}}"#).status == .forbidden)
            let wide = try await appliance.makeCaller("b", role: .viewer, scopes: ["*"])
            #expect(try await appliance.asked(by: wide).get("/models").status == .ok)
            #expect(try await appliance.asked(by: wide).post("/predict", #"{"data":{}}"#).status == .forbidden)
        }
    }

    @Test func expiryIsCheckedAgainstTheClockEachTime() async throws {
        try await TestAppliance.run { appliance in
            let end = Timestamp(millisecondsSince1970: appliance.clock.clock.now().millisecondsSince1970 + 5_000)
            let caller = try await appliance.makeCaller("a", role: .viewer, expiresAt: end)
            #expect(try await appliance.asked(by: caller).get("/models").status == .ok)
            appliance.clock.advance(milliseconds: 4_999)
            #expect(try await appliance.asked(by: caller).get("/models").status == .ok)
            appliance.clock.advance(milliseconds: 1)
            try expectProblem(try await appliance.asked(by: caller).get("/models"), .unauthorized, saying: "expired")
        }
    }

    @Test func whatThisProcessChangesHoldsAtOnce() async throws {
        try await TestAppliance.run { appliance in
            let caller = try await appliance.makeCaller("a", role: .viewer)
            #expect(try await appliance.asked(by: caller).get("/models").status == .ok)
            try await appliance.parts.keys.revoke(
                caller.keyID, ofUser: nil, origin: ChangeOrigin(actor: "test", at: appliance.clock.clock.now()))
            try expectProblem(try await appliance.asked(by: caller).get("/models"), .unauthorized, saying: "revoked")
        }
    }

    @Test func whatAnotherProcessChangesHoldsAfterTheNextLook() async throws {
        try await TestAppliance.run { appliance in
            let caller = try await appliance.makeCaller("a", role: .viewer)
            #expect(try await appliance.asked(by: caller).get("/models").status == .ok)
            let watcher = SecurityWatcher(
                accounts: appliance.parts.accounts, cache: appliance.parts.principals, logger: appliance.parts.logger,
                interval: .zero)
            let revision = await watcher.look(after: nil)
            #expect(try await appliance.asked(by: caller).get("/models").status == .ok)
            #expect(await watcher.look(after: revision) == revision)
            #expect(appliance.parts.principals.count > 0, "Nothing changed, so nothing is forgotten.")
            try appliance.behindItsBack("UPDATE users SET is_disabled = 1 WHERE username = 'a'")
            #expect(try await appliance.asked(by: caller).get("/models").status == .ok, "Nobody has looked yet.")
            #expect(await watcher.look(after: revision) != revision)
            try expectProblem(try await appliance.asked(by: caller).get("/models"), .unauthorized, saying: "disabled")
        }
    }

    @Test func theHistoryOfModelsNamesTheKey() async throws {
        try await TestAppliance.run { appliance in
            let caller = try await appliance.makeCaller("a", role: .user)
            let answer = try await appliance.asked(by: caller).send(
                .post, "/models?model_name=aqi", TestModels.constant("1"), type: "application/octet-stream")
            #expect(answer.status == .created)
            let history = try await appliance.parts.registry.history(named: "aqi")
            #expect(history.map(\.changedBy) == ["key:\(caller.keyID)"])
        }
    }

    @Test func useIsNotedOnceAMinute() async throws {
        try await TestAppliance.run { appliance in
            let caller = try await appliance.makeCaller("a", role: .viewer)
            let start = appliance.clock.clock.now()
            for _ in 0..<3 { _ = try await appliance.asked(by: caller).get("/models") }
            await appliance.parts.keyUses.flush()
            #expect(try await appliance.parts.keys.key(caller.keyID, ofUser: nil).lastUsedAt == start)
            appliance.clock.advance(milliseconds: 59_999)
            _ = try await appliance.asked(by: caller).get("/models")
            #expect(appliance.parts.keyUses.unwritten(caller.keyID) == nil)
            appliance.clock.advance(milliseconds: 1)
            _ = try await appliance.asked(by: caller).get("/models")
            #expect(appliance.parts.keyUses.unwritten(caller.keyID) == appliance.clock.clock.now())
        }
    }

    @Test func refusedAttemptsAreInTheAuditLog() async throws {
        try await TestAppliance.run { appliance in
            let viewer = try await appliance.makeCaller("viewer", role: .viewer)
            _ = try await appliance.asked(by: nil).get("/models")
            _ = try await appliance.asked(by: viewer).post("/predict", #"{"data":{}}"#)
            try await appliance.parts.keys.revoke(
                viewer.keyID, ofUser: nil, origin: ChangeOrigin(actor: "test", at: appliance.clock.clock.now()))
            _ = try await appliance.asked(by: viewer).get("/models")
            await appliance.parts.refusals.flush(all: true)
            #expect(
                try appliance.auditLines(about: "") == [
                    "request.authentication refused anonymous", "request.authorisation refused key:\(viewer.keyID)",
                ])
            #expect(
                try appliance.auditLines(about: "key:\(viewer.keyID)") == [
                    "key.created done test", "key.revoked done test", "request.authentication refused anonymous",
                ])
        }
    }

    @Test func aTokenIsWorthWhatItsAccountIsWorthNow() async throws {
        try await TestAppliance.run { appliance in
            let user = try await appliance.makeUser("ada", role: .viewer)
            let parts = appliance.parts
            func principal(_ subject: Authenticator.TokenSubject) async throws -> Principal {
                let gate = Authenticator(
                    keys: parts.keys, accounts: parts.accounts, cache: parts.principals, uses: parts.keyUses,
                    clock: parts.clock, verifyToken: { _ in subject })
                return try await gate.principal(of: .token(Secret("x")))
            }
            let subject = Authenticator.TokenSubject(userID: user, sessionEpoch: 0)
            #expect(try await principal(subject).permissions == Role.viewer.permissions)
            var narrow = subject
            narrow.scope = PermissionSet([.modelRead, .modelWrite])
            let narrowed = try await principal(narrow)
            #expect(narrowed.permissions == PermissionSet([.modelRead]) && narrowed.keyReach == .none)
            await #expect(throws: AuthenticationFailure.endedSession(userID: user)) {
                try await principal(.init(userID: user, sessionEpoch: 1))
            }
            await #expect(throws: AuthenticationFailure.unknownAccount(userID: 99)) {
                try await principal(.init(userID: 99, sessionEpoch: 0))
            }
            let key = try await appliance.makeKey(forUser: user)
            let ofKey = Authenticator.TokenSubject(userID: user, sessionEpoch: 0, key: key.key.digest)
            #expect(try await principal(ofKey).actor == "key:\(key.keyID)")
            try await parts.keys.revoke(
                key.keyID, ofUser: nil, origin: ChangeOrigin(actor: "test", at: parts.clock.now()))
            await #expect(throws: AuthenticationFailure.revokedKey(id: key.keyID)) { try await principal(ofKey) }
            try appliance.behindItsBack("UPDATE users SET is_disabled = 1 WHERE id = \(user)")
            parts.principals.forgetAll()
            await #expect(throws: AuthenticationFailure.disabledAccount(userID: user)) { try await principal(subject) }
        }
    }
}
