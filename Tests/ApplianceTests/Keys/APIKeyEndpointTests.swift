import Access
import Foundation
import HTTPTypes
import Storage
import Testing

@testable import Appliance

@Suite struct APIKeyEndpointTests {
    @Test func aKeyIsShownOnceAndWorks() async throws {
        try await TestAppliance.run { appliance in
            let answer = try await appliance.post(
                "/api-keys",
                #"{"name":"laptop","scopes":["model:read"],"expires_in_days":30,"rate_limit_per_minute":5,"daily_quota":50}"#
            )
            #expect(answer.status == .created, "\(answer.text)")
            #expect(answer.headers[.cacheControl] == "no-store")
            let made = try answer.object()
            let text = try #require(made["key"] as? String)
            let key = try APIKey(parsing: text)
            #expect(made["last_four"] as? String == key.lastFour && made["name"] as? String == "laptop")
            #expect(made["scopes"] as? [String] == ["model:read"])
            #expect(made["expires_at"] as? String == "2025-01-31T00:00:00.000Z")
            #expect(made["rate_limit_per_minute"] as? Int == 5 && made["daily_quota"] as? Int == 50)
            #expect(try await appliance.send(.get, "/models", headers: [.apiKey: text]).status == .ok)
            let listed = try await appliance.get("/api-keys")
            #expect(!listed.text.contains(text))
            let mine = try #require(try listed.list().first { $0["id"] as? Int == made["id"] as? Int })
            #expect(mine["key"] == nil && mine["last_used_at"] as? String == "2025-01-01T00:00:00.000Z")
            #expect(!appliance.log.text.contains(text))
        }
    }

    @Test(arguments: [
        (#"{}"#, "name"), (#"{"name":""}"#, "name"), (#"{"name":"x","scopes":[]}"#, "scopes"),
        (#"{"name":"x","scopes":["fly:away"]}"#, "scopes"), (#"{"name":"x","scopes":["user:read"]}"#, "scopes"),
        (#"{"name":"x","scopes":"model:read"}"#, "scopes"), (#"{"name":"x","expires_in_days":0}"#, "expires_in_days"),
        (#"{"name":"x","expires_in_days":1.5}"#, "expires_in_days"),
        (#"{"name":"x","rate_limit_per_minute":61}"#, "rate_limit_per_minute"),
        (#"{"name":"x","daily_quota":1001}"#, "daily_quota"), (#"{"name":"x","user_id":1}"#, "user_id"),
    ])
    func whatCannotBeIs422(body: String, field: String) async throws {
        try await TestAppliance.run { appliance in
            let user = try await appliance.makeCaller("ada", role: .user, tier: "free")
            try expectProblem(
                try await appliance.asked(by: user).post("/api-keys", body), .unprocessableContent, at: ["body", field])
        }
    }

    @Test func otherPeoplesKeysAreNotThere() async throws {
        try await TestAppliance.run { appliance in
            let ada = try await appliance.makeCaller("ada", role: .user)
            let theirs = appliance.asked(by: try await appliance.makeCaller("grace", role: .admin))
            for path in ["/api-keys/\(ada.keyID)", "/api-keys/99", "/api-keys/x", "/api-keys/0\(ada.keyID)"] {
                try expectProblem(try await theirs.send(.delete, path), .notFound)
                try expectProblem(try await theirs.send(.post, path + "/rotate"), .notFound)
            }
            let listed = try await theirs.get("/api-keys").list()
            #expect(listed.count == 1 && !listed.contains { $0["id"] as? Int64 == ada.keyID })
            #expect(try await appliance.asked(by: ada).get("/models").status == .ok)
        }
    }

    @Test func aRevokedKeyIsRefusedAtOnce() async throws {
        try await TestAppliance.run { appliance in
            let ada = try await appliance.makeCaller("ada", role: .user)
            let asked = appliance.asked(by: try await appliance.makeKey(forUser: ada.userID))
            #expect(try await asked.send(.delete, "/api-keys/\(ada.keyID)").status == .noContent)
            try expectProblem(
                try await appliance.asked(by: ada).get("/models"), .unauthorized, saying: "revoked")
            #expect(try await asked.send(.delete, "/api-keys/\(ada.keyID)").status == .noContent)
            #expect(try await asked.get("/api-keys").list().count == 1)
            let all = try await asked.get("/api-keys?include_revoked=true").list()
            #expect(all.first?["revoked_at"] as? String != nil && all.count == 2)
            #expect(try await asked.get("/api-keys?include_revoked=yes").status == .unprocessableContent)
        }
    }

    @Test(arguments: [(nil, 24), (#"{"grace_hours":48}"#, 48), (#"{}"#, 24), (#"{"grace_hours":0}"#, 0)])
    func rotationHasAGrace(body: String?, hours: UInt64) async throws {
        try await TestAppliance.run { appliance in
            let ada = try await appliance.makeCaller("ada", role: .user)
            let path = "/api-keys/\(ada.keyID)/rotate"
            let asked = appliance.asked(by: ada)
            let answer =
                if let body { try await asked.post(path, body) } else { try await asked.send(.post, path) }
            #expect(answer.status == .created, "\(answer.text)")
            let new = try #require(try answer.object()["key"] as? String)
            #expect(try await appliance.send(.get, "/models", headers: [.apiKey: new]).status == .ok)
            if hours > 0 {
                appliance.clock.advance(milliseconds: hours * 3_600_000 - 1)
                #expect(try await asked.get("/models").status == .ok)
                appliance.clock.advance(milliseconds: 1)
            }
            try expectProblem(try await asked.get("/models"), .unauthorized, saying: "rotated")
            try expectProblem(
                try await appliance.send(.post, path, headers: [.apiKey: new]), .conflict, saying: "rotated before")
        }
    }

    @Test(arguments: [#"{"grace_hours":-1}"#, #"{"grace_hours":169}"#, #"{"grace_hours":"1"}"#])
    func theGraceIsBounded(body: String) async throws {
        try await TestAppliance.run { appliance in
            let id = try #require(appliance.caller).keyID
            try expectProblem(
                try await appliance.post("/api-keys/\(id)/rotate", body), .unprocessableContent,
                at: ["body", "grace_hours"])
        }
    }

    /// Or it could make, or learn, a key that is worth more than itself.
    @Test(arguments: [0, 1, 2])
    func aNarrowKeyReachesItselfAlone(kind: Int) async throws {
        try await TestAppliance.run { appliance in
            let ada = try await appliance.makeCaller("ada", role: .user)
            let later = Timestamp(millisecondsSince1970: 1_800_000_000_000)
            let narrow = try await appliance.makeKey(
                forUser: ada.userID, scopes: kind == 0 ? ["model:read"] : nil, expiresAt: kind == 1 ? later : nil,
                limits: kind == 2 ? APIKeyLimits(perDay: 50) : .none)
            let asked = appliance.asked(by: narrow)
            try expectProblem(try await asked.post("/api-keys", #"{"name":"x"}"#), .forbidden)
            #expect(try await asked.get("/api-keys").list().map { $0["id"] as? Int64 } == [narrow.keyID])
            try expectProblem(try await asked.send(.post, "/api-keys/\(ada.keyID)/rotate"), .notFound)
            try expectProblem(try await asked.send(.delete, "/api-keys/\(ada.keyID)"), .notFound)
            guard kind != 2 else {
                // Its successor would begin with a new allowance.
                try expectProblem(
                    try await asked.send(.post, "/api-keys/\(narrow.keyID)/rotate"), .forbidden, saying: "by its owner")
                return
            }
            let rotated = try await asked.send(.post, "/api-keys/\(narrow.keyID)/rotate")
            #expect(rotated.status == .created)
            let before = try await appliance.parts.keys.key(narrow.keyID, ofUser: nil)
            let after = try await appliance.parts.keys.key(
                Int64(try #require(try rotated.object()["id"] as? Int)), ofUser: nil)
            #expect(
                after.scopes == before.scopes && after.expiresAt == before.expiresAt && after.limits == before.limits)
            #expect(try await asked.send(.delete, "/api-keys/\(narrow.keyID)").status == .noContent)
        }
    }

    @Test func everyChangeIsInTheAuditLogOfItsTransaction() async throws {
        try await TestAppliance.run { appliance in
            let ada = try await appliance.makeCaller("ada", role: .user)
            let asked = appliance.asked(by: ada)
            let made = try await asked.post("/api-keys", #"{"name":"x"}"#).object()
            let id = try #require(made["id"] as? Int)
            _ = try await asked.send(.delete, "/api-keys/\(id)")
            let lines = try appliance.auditLines(about: "key:\(id)")
            #expect(lines == ["key.created done key:\(ada.keyID)", "key.revoked done key:\(ada.keyID)"])
        }
    }
}
