import Access
import HTTPTypes
import Storage
import Testing

@testable import Appliance

@Suite struct UserEndpointTests {
    private static let password = "correct horse battery"

    private static func body(_ name: String, _ rest: String = "") -> String {
        #"{"username":"\#(name)","email":"\#(name)@example.org","password":"\#(password)"\#(rest)}"#
    }

    private static let managers = Role(
        name: "managers",
        permissions: PermissionSet([.userRead, .userWrite, .modelRead, .predictionRead, .predictionWrite]))

    @Test func administratorsMakeUsersWhoLogIn() async throws {
        try await TestAppliance.run { appliance in
            let answer = try await appliance.post(
                "/users", Self.body("ada", #","full_name":"Ada L.","tier":"pro","roles":["viewer","user"]"#))
            #expect(answer.status == .created, "\(answer.text)")
            let user = try answer.object()
            #expect(user["roles"] as? [String] == ["user", "viewer"] && user["tier"] as? String == "pro")
            #expect(answer.headers[.location] == "/users/\(user["id"] ?? "")")
            #expect(!answer.text.contains("scrypt") && !answer.text.contains(Self.password))
            let account = try await appliance.parts.login.login(
                username: "ada", password: Self.password, secondFactor: nil,
                origin: ChangeOrigin(actor: "anonymous", at: appliance.clock.clock.now()))
            #expect(account.username == "ada")
            let metrics = try await appliance.metrics()
            #expect(
                metrics.contains("user_registrations_total 1\n") && metrics.contains("user_registration_started 1\n"))
        }
    }

    @Test func registrationIsClosedUnlessItIsOpened() async throws {
        try await TestAppliance.run { appliance in
            try expectProblem(try await appliance.asked(by: nil).post("/users", Self.body("ada")), .unauthorized)
            let viewer = try await appliance.makeCaller("v", role: .viewer)
            try expectProblem(try await appliance.asked(by: viewer).post("/users", Self.body("ada")), .forbidden)
        }
    }

    @Test func strangersGetTheSmallestAccountWhereRegistrationIsOpen() async throws {
        var settings = AccountSettings()
        settings.registration = .open
        try await TestAppliance.run(accountSettings: settings) { appliance in
            let stranger = appliance.asked(by: nil)
            let made = try await stranger.post("/users", Self.body("ada"))
            #expect(made.status == .created, "\(made.text)")
            let user = try made.object()
            #expect(user["roles"] as? [String] == ["api_user"] && user["tier"] as? String == "free")
            for field in [#","roles":["admin"]"#, #","tier":"pro""#, #","is_active":true"#, #","id":1"#] {
                let answer = try await stranger.post("/users", Self.body("grace", field))
                #expect(answer.status == .unprocessableContent, "\(field)")
            }
            // The same words whether the name or the address is taken.
            let name = try await stranger.post(
                "/users", #"{"username":"ADA","email":"new@example.org","password":"\#(Self.password)"}"#)
            let email = try await stranger.post(
                "/users", #"{"username":"new","email":"ADA@example.org","password":"\#(Self.password)"}"#)
            try expectProblem(name, .conflict)
            try expectProblem(email, .conflict)
            let words = [try name.object()["detail"] as? String, try email.object()["detail"] as? String]
            #expect(words[0] == words[1])
            // Whoever says who they are must be right, and may give more.
            let admin = try await appliance.post("/users", Self.body("mary", #","roles":["viewer"]"#))
            #expect(admin.status == .created, "\(admin.text)")
        }
    }

    @Test func registrationsFromOneAddressAreBounded() async throws {
        var settings = AccountSettings()
        settings.registration = .open
        settings.lockout = LockoutPolicy(addressFailures: 3)
        try await TestAppliance.run(accountSettings: settings) { appliance in
            let stranger = appliance.asked(by: nil)
            for index in 0..<3 {
                #expect(try await stranger.post("/users", Self.body("u\(index)")).status == .created)
            }
            let answer = try await stranger.post("/users", Self.body("u3"))
            #expect(answer.status == .tooManyRequests && answer.headers[.retryAfter] == "900")
        }
    }

    @Test(arguments: [
        (#"{"email":"a@b.c","password":"correct horse battery"}"#, "username"),
        (#"{"username":"ada","password":"correct horse battery"}"#, "email"),
        (#"{"username":"ada","email":"a@b.c"}"#, "password"),
        (#"{"username":"ada","email":"a@b.c","password":"too short"}"#, "password"),
        (#"{"username":"ada","email":"a@b.c","password":"passwordpassword"}"#, "password"),
        (#"{"username":"horse","email":"a@b.c","password":"correct horse battery"}"#, "password"),
        (#"{"username":1,"email":"a@b.c","password":"correct horse battery"}"#, "username"),
        (#"{"username":"a b","email":"a@b.c","password":"correct horse battery"}"#, "username"),
        (#"{"username":"ada","email":"ab.c","password":"correct horse battery"}"#, "email"),
        (#"{"username":"ada","email":"a@b.c","password":"correct horse battery","tier":"gold"}"#, "tier"),
        (#"{"username":"ada","email":"a@b.c","password":"correct horse battery","roles":["gods"]}"#, "roles"),
        (#"{"username":"ada","email":"a@b.c","password":"correct horse battery","roles":"admin"}"#, "roles"),
        (#"{"username":"ada","email":"a@b.c","password":"correct horse battery","admin":true}"#, "admin"),
    ])
    func whatDoesNotValidateIsNamed(body: String, field: String) async throws {
        try await TestAppliance.run { appliance in
            try expectProblem(try await appliance.post("/users", body), .unprocessableContent, at: ["body", field])
            #expect(try await appliance.parts.accounts.count() == 1)
        }
    }

    @Test func nobodyGivesTakesOrTouchesMoreThanTheyHave() async throws {
        try await TestAppliance.run { appliance in
            let admin = try #require(appliance.caller)
            let manager = try await appliance.makeCaller("manager", role: Self.managers)
            let asked = appliance.asked(by: manager)
            // Not by making, not by changing, not through a role of their own.
            try expectProblem(try await asked.post("/users", Self.body("x", #","roles":["admin"]"#)), .forbidden)
            try expectProblem(try await asked.post("/users", Self.body("x", #","roles":["user"]"#)), .forbidden)
            #expect(try await asked.post("/users", Self.body("x", #","roles":["api_user"]"#)).status == .created)
            let mine = "/users/\(manager.userID)"
            try expectProblem(try await asked.patch(mine, #"{"roles":["admin"]}"#), .forbidden)
            try expectProblem(try await asked.patch("/users/\(admin.userID)", #"{"is_active":false}"#), .forbidden)
            try expectProblem(try await asked.patch("/users/\(admin.userID)", #"{"email":"m@b.c"}"#), .forbidden)
            try expectProblem(try await asked.send(.delete, "/users/\(admin.userID)"), .forbidden)
            try expectProblem(try await asked.post("/users/\(admin.userID)/unlock", "{}"), .forbidden)
            try expectProblem(
                try await asked.post("/roles", #"{"name":"gods","permissions":["*"]}"#), .forbidden)
            #expect(
                try await asked.post("/roles", #"{"name":"readers","permissions":["model:read"]}"#).status == .created)
            _ = try await appliance.post("/roles", #"{"name":"ops","permissions":["system:write"]}"#)
            try expectProblem(try await asked.patch("/roles/ops", #"{"permissions":["model:read"]}"#), .forbidden)
            try expectProblem(try await asked.send(.delete, "/roles/ops"), .forbidden)
        }
    }

    @Test func usersAreListedInPages() async throws {
        try await TestAppliance.run { appliance in
            for index in 0..<4 { _ = try await appliance.makeUser("u\(index)", role: .viewer) }
            let first = try await appliance.get("/users?limit=3").object()
            #expect((first["users"] as? [[String: Any]])?.count == 3 && first["total"] as? Int == 5)
            let after = try #require(first["next_after"] as? Int)
            let rest = try await appliance.get("/users?limit=3&after=\(after)").object()
            #expect((rest["users"] as? [[String: Any]])?.count == 2 && rest["next_after"] is Int == false)
            for query in ["limit=0", "limit=1001", "limit=x", "after=-1", "page=2"] {
                #expect(try await appliance.get("/users?\(query)").status == .unprocessableContent, "\(query)")
            }
        }
    }

    @Test func usersChangeAndGo() async throws {
        try await TestAppliance.run { appliance in
            let id = try await appliance.makeUser("ada", role: .viewer, tier: "free")
            let changed = try await appliance.patch(
                "/users/\(id)", #"{"tier":"pro","roles":["user"],"is_active":false,"full_name":"Ada"}"#)
            #expect(changed.status == .ok, "\(changed.text)")
            let user = try changed.object()
            #expect(user["tier"] as? String == "pro" && user["is_active"] as? Bool == false)
            #expect(try await appliance.metrics().contains("user_upgraded_tier 1\n"))
            #expect(try await appliance.patch("/users/\(id)", #"{"tier":"basic"}"#).status == .ok)
            #expect(try await appliance.metrics().contains("user_upgraded_tier 1\n"))
            #expect(try await appliance.send(.delete, "/users/\(id)").status == .noContent)
            try expectProblem(try await appliance.get("/users/\(id)"), .notFound)
            for path in ["/users/0", "/users/x", "/users/99999999999999999999", "/users/-1"] {
                try expectProblem(try await appliance.get(path), .notFound)
                try expectProblem(try await appliance.send(.delete, path), .notFound)
            }
        }
    }

    @Test func theLastAdministratorStays() async throws {
        try await TestAppliance.run { appliance in
            let id = try #require(appliance.caller).userID
            try expectProblem(try await appliance.send(.delete, "/users/\(id)"), .conflict)
            try expectProblem(try await appliance.patch("/users/\(id)", #"{"is_active":false}"#), .conflict)
            try expectProblem(try await appliance.patch("/users/\(id)", #"{"roles":["user"]}"#), .conflict)
        }
    }

    @Test func otherPeopleAreNobodysBusiness() async throws {
        try await TestAppliance.run { appliance in
            let ada = try await appliance.makeCaller("ada", role: .user)
            let asked = appliance.asked(by: ada)
            for path in ["/users", "/users/1", "/roles"] {
                try expectProblem(try await asked.get(path), .forbidden)
            }
            let own = try await asked.get("/users/me").object()
            #expect(own["username"] as? String == "ada" && own["totp_enabled"] as? Bool == false)
            // A key speaks for a program, which may not change whose it is.
            try expectProblem(try await asked.patch("/users/me", #"{"full_name":"x"}"#), .forbidden)
            for path in ["/users/me/password", "/users/me/totp", "/users/me/totp/confirm", "/users/me/totp/disable"] {
                try expectProblem(try await asked.post(path, "{}"), .forbidden)
                try expectProblem(try await appliance.asked(by: nil).post(path, "{}"), .unauthorized)
            }
        }
    }

    @Test func administratorsWithoutASecondFactorMayDoNothingWhereItIsRequired() async throws {
        var settings = AccountSettings()
        settings.requiresAdministratorSecondFactor = true
        try await TestAppliance.run(accountSettings: settings) { appliance in
            try expectProblem(try await appliance.get("/users"), .forbidden)
            try expectProblem(try await appliance.get("/models"), .forbidden)
            #expect(try await appliance.get("/users/me").status == .ok)
            let user = try await appliance.makeCaller("ada", role: .user)
            #expect(try await appliance.asked(by: user).get("/models").status == .ok)
            let id = try #require(appliance.caller).userID
            let secret: [UInt8] = Array(0..<20)
            try await appliance.parts.accounts.beginSecondFactor(id: id, secret: secret)
            try await appliance.parts.accounts.enableSecondFactor(
                id: id, secret: secret, step: 1, recoveryHashes: [],
                origin: ChangeOrigin(actor: "test", at: appliance.clock.clock.now()))
            #expect(try await appliance.get("/users").status == .ok)
        }
    }

    @Test func shippedRolesAreThoseOfTheDatabase() async throws {
        try await TestAppliance.run { appliance in
            let stored = try await appliance.parts.accounts.roles().filter(\.isShipped)
            #expect(Set(stored.map(\.name)) == Set(Role.shipped.map(\.name)))
            for role in Role.shipped {
                let found = try #require(stored.first { $0.name == role.name })
                #expect(PermissionSet(stored: found.permissions) == role.permissions, "\(role.name)")
            }
            try expectProblem(
                try await appliance.post("/roles", #"{"name":"x","permissions":["fly"]}"#), .unprocessableContent,
                at: ["body", "permissions"])
            try expectProblem(try await appliance.patch("/roles/admin", #"{"permissions":[]}"#), .conflict)
            try expectProblem(try await appliance.send(.delete, "/roles/none"), .notFound)
        }
    }
}

extension TestAppliance {
    /// Patches with a JSON body.
    func patch(_ path: String, _ json: String) async throws -> Answer {
        try await send(.patch, path, Array(json.utf8), type: "application/json")
    }
}
