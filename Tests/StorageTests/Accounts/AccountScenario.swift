import GRDB
import Testing

@testable import Storage

/// Runs `body` with the accounts of a fresh database.
func withAccounts(
    limits: Limits = .standard, _ body: (AccountStore, Scenario) async throws -> Void
) async throws {
    try await withScenario(limits: limits) { scenario in
        let database = try await scenario.open()
        try await body(AccountStore(database: database), scenario)
        try await database.close()
    }
}

extension ChangeOrigin {
    /// An operator on the command line at minute `minute` of the scenario.
    static func cli(minute: Int = 0) -> ChangeOrigin { ChangeOrigin(actor: "cli:root", at: .minute(minute)) }
}

extension NewAccount {
    /// An account with nothing remarkable about it.
    static func sample(_ name: String = "ada", roles: [String] = ["user"]) -> NewAccount {
        NewAccount(
            username: name, email: "\(name)@example.org", fullName: "", passwordHash: "hash of \(name)", tier: "free",
            roles: roles)
    }
}

extension AccountStore {
    @discardableResult
    func add(_ name: String = "ada", roles: [String] = ["user"]) async throws -> Account {
        try await create(.sample(name, roles: roles), origin: .cli())
    }
}

extension Scenario {
    /// What the audit log says, oldest first: `actor action subject detail`.
    func audited() throws -> [String] {
        let text = try value(
            """
            SELECT group_concat(line, char(10)) FROM (
                SELECT actor || ' ' || action || ' ' || subject || ' ' || detail AS line FROM audit_log ORDER BY seq)
            """)
        return String.fromDatabaseValue(text ?? .null)?.split(separator: "\n").map(String.init) ?? []
    }

    func number(_ sql: String) throws -> Int {
        Int.fromDatabaseValue(try value(sql) ?? .null) ?? -1
    }
}
