import Testing

@testable import Storage

@Suite struct AccountStoreTests {
    @Test func anAccountIsStoredWithItsRolesAndAudited() async throws {
        try await withAccounts { store, scenario in
            let made = try await store.create(.sample("ada", roles: ["user", "viewer"]), origin: .cli(minute: 3))
            #expect(made.id == 1 && made.roles == ["user", "viewer"] && made.sessionEpoch == 0 && !made.isDisabled)
            #expect(made.permissions.contains("model:promote") && !made.permissions.contains("user:read"))
            #expect(made.createdAt == .minute(3) && made.lastLoginAt == nil && !made.hasSecondFactor)
            #expect(try await store.account(username: "ADA") == made)
            #expect(try await store.account(email: "Ada@Example.org") == made)
            #expect(try await store.credentials(username: "Ada")?.passwordHash == "hash of ada")
            let audited = try scenario.audited()
            #expect(
                audited == [#"cli:root user.created user:1 {"roles":"user viewer","tier":"free","username":"ada"}"#])
        }
    }

    /// What a role allows may have changed since the caller looked: the transaction decides.
    @Test func whatAnAccountWouldBeAllowedIsAskedWithinTheTransaction() async throws {
        struct Refused: Error {}
        try await withAccounts { store, scenario in
            _ = try await store.createRole("ops", permissions: ["model:read"], origin: .cli())
            let ada = try await store.add("ada")
            _ = try await store.updateRole("ops", permissions: ["user:write"], origin: .cli())
            let before = try scenario.audited()
            let mayMake = { @Sendable (account: Account) throws in
                guard account.permissions.contains("user:write") else { return }
                throw Refused()
            }
            await #expect(throws: Refused.self) {
                try await store.update(
                    id: ada.id, AccountChange(fullName: "Ada", roles: ["ops"]), origin: .cli(), mayMake: mayMake)
            }
            await #expect(throws: Refused.self) {
                try await store.create(.sample("grace", roles: ["ops"]), origin: .cli(), mayMake: mayMake)
            }
            #expect(try await store.account(id: ada.id) == ada)
            #expect(try await store.account(username: "grace") == nil)
            #expect(try scenario.audited() == before)
        }
    }

    @Test func namesAndAddressesAreUniqueWithoutRegardToCase() async throws {
        try await withAccounts { store, scenario in
            try await store.add("ada")
            var other = NewAccount.sample("Ada")
            await #expect(throws: AccountError.usernameTaken("Ada")) { try await store.create(other, origin: .cli()) }
            other.username = "grace"
            await #expect(throws: AccountError.emailTaken("Ada@example.org")) {
                try await store.create(other, origin: .cli())
            }
            let grace = try await store.add("grace")
            await #expect(throws: AccountError.usernameTaken("ADA")) {
                try await store.update(id: grace.id, AccountChange(username: "ADA"), origin: .cli())
            }
            // One's own name in another case is no conflict.
            let renamed = try await store.update(id: grace.id, AccountChange(username: "Grace"), origin: .cli())
            #expect(renamed.username == "Grace")
            #expect(try scenario.number("SELECT count(*) FROM users") == 2)
        }
    }

    @Test(
        arguments: [
            ("", "a@b.c", "", "free", ["user"], "username"),
            (String(repeating: "a", count: 65), "a@b.c", "", "free", ["user"], "username"),
            ("-ada", "a@b.c", "", "free", ["user"], "username"), ("a da", "a@b.c", "", "free", ["user"], "username"),
            ("äda", "a@b.c", "", "free", ["user"], "username"), ("a\nda", "a@b.c", "", "free", ["user"], "username"),
            ("ada", "", "", "free", ["user"], "email"), ("ada", "ada", "", "free", ["user"], "email"),
            ("ada", "a@b@c", "", "free", ["user"], "email"), ("ada", "@b.c", "", "free", ["user"], "email"),
            ("ada", "a@", "", "free", ["user"], "email"), ("ada", "a b@c.d", "", "free", ["user"], "email"),
            ("ada", "a@b.c\r\nBcc: x@y.z", "", "free", ["user"], "email"),
            ("ada", "<a@b.c>", "", "free", ["user"], "email"),
            ("ada", ".a@b.c", "", "free", ["user"], "email"), ("ada", "a@-b.c", "", "free", ["user"], "email"),
            ("ada", "a@" + String(repeating: "b", count: 253), "", "free", ["user"], "email"),
            ("ada", "a@b.c", String(repeating: "x", count: 201), "free", ["user"], "full_name"),
            ("ada", "a@b.c", "a\u{1B}b", "free", ["user"], "full_name"), ("ada", "a@b.c", "", "", ["user"], "tier"),
            ("ada", "a@b.c", "", "free", [], "roles"), ("ada", "a@b.c", "", "free", ["user", "user"], "roles"),
            ("ada", "a@b.c", "", "free", (0..<17).map { "r\($0)" }, "roles"),
        ] as [(String, String, String, String, [String], String)])
    func badFieldsAreRefused(
        username: String, email: String, fullName: String, tier: String, roles: [String], field: String
    ) async throws {
        try await withAccounts { store, scenario in
            let new = NewAccount(
                username: username, email: email, fullName: fullName, passwordHash: nil, tier: tier, roles: roles)
            do {
                _ = try await store.create(new, origin: .cli())
                Issue.record("made")
            } catch AccountError.fieldInvalid(let found, _) {
                #expect(found == field)
            }
            #expect(try scenario.number("SELECT count(*) FROM users") == 0)
            #expect(try scenario.audited() == [])
        }
    }

    @Test func anUnknownRoleUndoesEverything() async throws {
        try await withAccounts { store, scenario in
            await #expect(throws: AccountError.noSuchRole("ops")) {
                try await store.add("ada", roles: ["user", "ops"])
            }
            let users = try scenario.number("SELECT count(*) FROM users")
            #expect(users == 0)
            #expect(try scenario.audited() == [])
        }
    }

    @Test func thereAreNoMoreAccountsThanTheLimit() async throws {
        var limits = Limits.standard
        limits.accounts = 2
        try await withAccounts(limits: limits) { store, _ in
            try await store.add("a")
            try await store.add("b")
            await #expect(throws: AccountError.full(what: "users", limit: 2)) { try await store.add("c") }
        }
    }

    @Test func changesAreStoredAndAudited() async throws {
        try await withAccounts { store, scenario in
            let ada = try await store.add()
            try scenario.sabotage("UPDATE users SET email_verified_at = 1")
            let change = AccountChange(email: "countess@example.org", tier: "pro", roles: ["viewer"])
            let changed = try await store.update(id: ada.id, change, origin: .cli(minute: 1))
            #expect(changed.email == "countess@example.org" && changed.tier == "pro" && changed.roles == ["viewer"])
            #expect(changed.emailVerifiedAt == nil && changed.username == "ada")
            let last = try #require(try scenario.audited().last)
            #expect(last.contains(#""tier":"free -> pro""#) && last.contains(#""roles":"user -> viewer""#))
            // What changes nothing is not audited.
            let count = try scenario.audited().count
            _ = try await store.update(id: ada.id, AccountChange(tier: "pro"), origin: .cli())
            #expect(try scenario.audited().count == count)
        }
    }

    @Test func whatWasSentToAnOldAddressIsVoid() async throws {
        try await withAccounts { store, scenario in
            let ada = try await store.add()
            let bits = SeededBits(seed: 5)
            let tokens = OneTimeTokenStore(database: store.database) { bits.next() }
            func issue() async throws -> [String] {
                var secrets: [String] = []
                for purpose in [OneTimeTokenPurpose.emailVerification, .passwordReset] {
                    secrets.append(
                        try await tokens.issue(purpose, userID: ada.id, validFor: 600, origin: .cli()).secret)
                }
                return secrets
            }
            _ = try await issue()
            _ = try await store.update(id: ada.id, AccountChange(fullName: "Ada L."), origin: .cli())
            #expect(try scenario.number("SELECT count(*) FROM one_time_tokens") == 2)
            try await store.setPassword(id: ada.id, hash: "new", origin: .cli())
            #expect(try scenario.number("SELECT count(*) FROM one_time_tokens") == 1)
            let secrets = try await issue()
            _ = try await store.update(id: ada.id, AccountChange(email: "other@example.org"), origin: .cli())
            #expect(try scenario.number("SELECT count(*) FROM one_time_tokens") == 0)
            await #expect(throws: OneTimeTokenError.notRedeemable) {
                try await tokens.verifyEmail(secrets[0], origin: .cli())
            }
        }
    }

    @Test func disablingAndPasswordsEndSessions() async throws {
        try await withAccounts { store, scenario in
            let ada = try await store.add()
            let disabled = try await store.update(id: ada.id, AccountChange(isDisabled: true), origin: .cli())
            #expect(disabled.isDisabled && disabled.sessionEpoch == 1)
            let enabled = try await store.update(id: ada.id, AccountChange(isDisabled: false), origin: .cli())
            #expect(!enabled.isDisabled && enabled.sessionEpoch == 1)
            try await store.setPassword(id: ada.id, hash: "new", origin: .cli())
            #expect(try await store.account(id: ada.id)?.sessionEpoch == 2)
            #expect(try await store.credentials(id: ada.id)?.passwordHash == "new")
            let actions = try scenario.audited().map { $0.split(separator: " ")[1] }
            #expect(actions == ["user.created", "user.disabled", "user.enabled", "password.changed"])
            #expect(
                try !scenario.audited().joined().contains("hash of") && !scenario.audited().joined().contains("new"))
        }
    }

    @Test func idsAreNeverUsedAgainAndTheAuditStays() async throws {
        try await withAccounts { store, scenario in
            let ada = try await store.add("ada")
            try await store.delete(id: ada.id, origin: .cli())
            #expect(try await store.account(id: ada.id) == nil)
            #expect(try await store.add("ada").id == 2)
            #expect(try scenario.audited().count == 3)
            await #expect(throws: AccountError.noSuchID(1)) { try await store.delete(id: 1, origin: .cli()) }
        }
    }

    @Test func theLastActiveAdministratorStays() async throws {
        try await withAccounts { store, _ in
            let ada = try await store.add("ada", roles: ["admin"])
            let grace = try await store.add("grace", roles: ["admin"])
            #expect(try await store.hasAdministrator())
            _ = try await store.update(id: grace.id, AccountChange(isDisabled: true), origin: .cli())
            let last = AccountError.lastAdministrator(username: "ada")
            await #expect(throws: last) { try await store.delete(id: ada.id, origin: .cli()) }
            await #expect(throws: last) {
                try await store.update(id: ada.id, AccountChange(isDisabled: true), origin: .cli())
            }
            await #expect(throws: last) {
                try await store.update(id: ada.id, AccountChange(roles: ["user"]), origin: .cli())
            }
            #expect(try await store.account(id: ada.id) == ada)
            _ = try await store.update(id: grace.id, AccountChange(isDisabled: false), origin: .cli())
            _ = try await store.update(id: ada.id, AccountChange(roles: ["user"]), origin: .cli())
            await #expect(throws: AccountError.lastAdministrator(username: "grace")) {
                try await store.delete(id: grace.id, origin: .cli())
            }
        }
    }

    @Test func theFirstAdministratorIsMadeOnce() async throws {
        try await withAccounts { store, scenario in
            try await store.add("mary")
            #expect(try await !store.hasAdministrator())
            let bits = SeededBits(seed: 3)
            let tokens = OneTimeTokenStore(database: store.database) { bits.next() }
            let token = try await tokens.issue(.setup, userID: nil, validFor: 86_400, origin: .cli()).secret
            await #expect(throws: OneTimeTokenError.notRedeemable) {
                try await store.createFirstAdministrator(
                    .sample("x", roles: ["admin"]), token: "no token", origin: .cli())
            }
            await #expect(throws: OneTimeTokenError.notRedeemable) {
                try await store.createFirstAdministrator(
                    .sample("x", roles: ["admin"]), token: token, origin: .cli(minute: 24 * 60))
            }
            let made = await withTaskGroup(of: Bool.self) { group in
                for index in 0..<8 {
                    group.addTask {
                        (try? await store.createFirstAdministrator(
                            .sample("a\(index)", roles: ["admin"]), token: token, origin: .cli())) != nil
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(made == 1)
            #expect(try await store.count() == 2)
            #expect(try scenario.audited().last?.contains("setup.completed") == true)
            await #expect(throws: AccountError.administratorExists) {
                try await store.createFirstAdministrator(
                    .sample("x", roles: ["admin"]), token: token, origin: .cli())
            }
        }
    }

    @Test func whoMayNotChangeAnAccountChangesNothing() async throws {
        struct Refusal: Error {}
        try await withAccounts { store, scenario in
            let ada = try await store.add()
            await #expect(throws: Refusal.self) {
                try await store.update(id: ada.id, AccountChange(tier: "pro"), origin: .cli()) { _ in throw Refusal() }
            }
            await #expect(throws: Refusal.self) {
                try await store.delete(id: ada.id, origin: .cli()) { _ in throw Refusal() }
            }
            await #expect(throws: Refusal.self) {
                try await store.setPassword(id: ada.id, hash: "x", origin: .cli()) { _ in throw Refusal() }
            }
            #expect(try await store.account(id: ada.id) == ada && scenario.audited().count == 1)
        }
    }

    @Test func pagesFollowOneAnother() async throws {
        var limits = Limits.standard
        limits.listedAccounts = 3
        try await withAccounts(limits: limits) { store, _ in
            for index in 0..<7 { try await store.add("u\(index)") }
            #expect(try await store.accounts().map(\.id) == [1, 2, 3])
            #expect(try await store.accounts(after: 3, limit: 2).map(\.id) == [4, 5])
            #expect(try await store.accounts(after: 5).map(\.id) == [6, 7])
            #expect(try await store.accounts(limit: 0) == [])
            #expect(try await store.count() == 7)
        }
    }

    @Test func theRevisionFollowsWhatPeopleMayDoAndNothingElse() async throws {
        try await withAccounts { store, _ in
            let ada = try await store.add()
            var revision = try await store.securityRevision()
            func changes(_ body: () async throws -> Void) async throws -> Bool {
                try await body()
                let now = try await store.securityRevision()
                defer { revision = now }
                return now > revision
            }
            let tier = try await changes {
                _ = try await store.update(id: ada.id, AccountChange(tier: "pro"), origin: .cli())
            }
            let password = try await changes { try await store.setPassword(id: ada.id, hash: "x", origin: .cli()) }
            let role = try await changes { _ = try await store.createRole("ops", permissions: ["*"], origin: .cli()) }
            let permissions = try await changes {
                _ = try await store.updateRole("ops", permissions: ["model:read"], origin: .cli())
            }
            #expect(tier && password && role && permissions)
            let login = CompletedLogin(accountID: ada.id, sessionEpoch: 1, factor: .none, newPasswordHash: "y")
            let logged = try await changes { _ = try await store.noteLogin(login, origin: .cli()) }
            let failed = try await changes { try await store.noteFailure(username: "ada", at: .minute(0)) }
            #expect(!logged && !failed)
        }
    }
}
