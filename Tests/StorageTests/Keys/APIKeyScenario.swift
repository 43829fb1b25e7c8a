import GRDB
import Testing

@testable import Storage

/// Keys and two users to have them.
struct APIKeyScenario {
    let scenario: Scenario
    let database: ApplianceDatabase
    let store: APIKeyStore
    let ada: Int64
    let grace: Int64

    /// A key of a number, which decides its digest.
    static func new(_ number: Int, name: String = "laptop", expiresAt: Timestamp? = nil) -> NewAPIKey {
        NewAPIKey(name: name, print: print(number), expiresAt: expiresAt)
    }

    static func print(_ number: Int) -> APIKeyPrint {
        APIKeyPrint(
            digest: [UInt8](repeating: 0, count: 28) + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) },
            lastFour: "abcd")
    }

    static func origin(_ minute: Int = 0) -> ChangeOrigin { ChangeOrigin(actor: "test", at: .minute(minute)) }

    @discardableResult
    func create(_ number: Int, minute: Int = 0, expiresAt: Timestamp? = nil) async throws -> APIKeyRecord {
        try await store.create(Self.new(number, expiresAt: expiresAt), forUser: ada, origin: Self.origin(minute))
    }

    /// Actions and subjects in the audit log, oldest first, without those on users.
    func audit() async throws -> [String] {
        try await database.read { database in
            try Row.fetchAll(
                database, sql: "SELECT action, subject FROM audit_log WHERE action LIKE 'key.%' ORDER BY seq"
            )
            .map { "\($0["action"] as String) \($0["subject"] as String)" }
        }
    }
}

/// Runs `body` with keys in a fresh database.
func withKeys(limits: Limits = .standard, _ body: (APIKeyScenario) async throws -> Void) async throws {
    try await withScenario(limits: limits) { scenario in
        let database = try await scenario.open()
        let accounts = AccountStore(database: database)
        var ids: [Int64] = []
        for name in ["ada", "grace"] {
            let new = NewAccount(
                username: name, email: "\(name)@example.org", passwordHash: nil, tier: "free", roles: ["user"])
            ids.append(try await accounts.create(new, origin: APIKeyScenario.origin()).id)
        }
        try await body(
            APIKeyScenario(
                scenario: scenario, database: database, store: APIKeyStore(database: database), ada: ids[0],
                grace: ids[1]))
        #expect(try await database.consistencyProblems() == [])
        try await database.close()
    }
}
