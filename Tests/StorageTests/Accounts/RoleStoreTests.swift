import Testing

@testable import Storage

@Suite struct RoleStoreTests {
    @Test func customRolesComeAndGo() async throws {
        try await withAccounts { store, scenario in
            let made = try await store.createRole(
                "ops", permissions: ["metrics:read", "logs:read", "logs:read"], origin: .cli())
            #expect(made.permissions == ["logs:read", "metrics:read"] && !made.isShipped)
            await #expect(throws: AccountError.roleExists("ops")) {
                try await store.createRole("ops", permissions: [], origin: .cli())
            }
            let ada = try await store.add("ada", roles: ["ops"])
            #expect(ada.permissions == ["logs:read", "metrics:read"])
            _ = try await store.updateRole("ops", permissions: ["system:read"], origin: .cli())
            #expect(try await store.account(id: ada.id)?.permissions == ["system:read"])
            await #expect(throws: AccountError.roleInUse(name: "ops", accounts: 1)) {
                try await store.deleteRole("ops", origin: .cli())
            }
            _ = try await store.update(id: ada.id, AccountChange(roles: ["viewer"]), origin: .cli())
            try await store.deleteRole("ops", origin: .cli())
            await #expect(throws: AccountError.noSuchRoleToChange("ops")) {
                try await store.deleteRole("ops", origin: .cli())
            }
            let actions = try scenario.audited().map { $0.split(separator: " ")[1] }
            #expect(
                actions == ["role.created", "user.created", "role.updated", "user.updated", "role.deleted"])
        }
    }

    @Test(arguments: ["admin", "user", "api_user", "viewer"])
    func shippedRolesStayAsTheyAre(name: String) async throws {
        try await withAccounts { store, scenario in
            let before = try await store.role(named: name)
            await #expect(throws: AccountError.roleShipped(name)) {
                try await store.updateRole(name, permissions: ["*"], origin: .cli())
            }
            await #expect(throws: AccountError.roleShipped(name)) {
                try await store.deleteRole(name, origin: .cli())
            }
            // Nor does a hand with the SQLite shell change them.
            #expect(throws: (any Error).self) {
                try scenario.sabotage("UPDATE roles SET permissions = '[\"*\"]' WHERE name = '\(name)'")
            }
            #expect(throws: (any Error).self) { try scenario.sabotage("DELETE FROM roles WHERE name = '\(name)'") }
            #expect(try await store.role(named: name) == before && before?.isShipped == true)
        }
    }

    @Test(arguments: ["", "Ops", "o ps", "ops!", "é", String(repeating: "a", count: 65)])
    func badNamesAreRefused(name: String) async throws {
        try await withAccounts { store, _ in
            await #expect(throws: AccountError.self) {
                try await store.createRole(name, permissions: [], origin: .cli())
            }
        }
    }

    @Test func thereAreNoMoreRolesThanTheLimit() async throws {
        var limits = Limits.standard
        limits.roles = 5
        try await withAccounts(limits: limits) { store, _ in
            _ = try await store.createRole("ops", permissions: [], origin: .cli())
            await #expect(throws: AccountError.full(what: "roles", limit: 5)) {
                try await store.createRole("more", permissions: [], origin: .cli())
            }
        }
    }

    @Test func anImportIsAllOrNothing() async throws {
        try await withAccounts { store, scenario in
            let bad = [NewAccount.sample("ada"), .sample("grace", roles: ["ops"]), .sample("-"), .sample("Ada")]
            let problems = try await store.importAll(bad, isTrial: false, origin: .cli())
            #expect(problems.map(\.index) == [1, 2, 3])
            #expect(problems[0].problem == .noSuchRole("ops") && problems[2].problem == .usernameTaken("Ada"))
            #expect(try await store.count() == 0 && scenario.audited() == [])
            let good = [NewAccount.sample("ada"), .sample("grace")]
            #expect(try await store.importAll(good, isTrial: true, origin: .cli()).isEmpty)
            #expect(try await store.count() == 0)
            #expect(try await store.importAll(good, isTrial: false, origin: .cli()).isEmpty)
            #expect(try await store.count() == 2)
            #expect(try scenario.audited().map { $0.split(separator: " ")[1] } == ["user.imported", "user.imported"])
        }
    }
}
