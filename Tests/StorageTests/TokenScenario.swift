import Foundation
import GRDB

@testable import Storage

/// A database with one person who may have sessions.
struct TokenScenario: Sendable {
    let scenario: Scenario
    let database: ApplianceDatabase
    let store: TokenStore
    let userID: Int64

    /// Digest number `number`.
    static func digest(_ number: Int) -> [UInt8] {
        (0..<32).map { UInt8(truncatingIfNeeded: number >> (8 * ($0 % 8))) }
    }

    static let salt = [UInt8](repeating: 9, count: 32)

    func origin(minute: Int = 0) -> ChangeOrigin {
        ChangeOrigin(actor: "user:\(userID)", address: "192.0.2.1", requestID: "r", at: .minute(minute))
    }

    /// A family that ends after 30 days, with token number `token`.
    func family(_ id: String = "family", token: Int = 0, epoch: Int64 = 0, user: Int64? = nil) -> NewRefreshFamily {
        NewRefreshFamily(
            id: id, userID: user ?? userID, sessionEpoch: epoch, scope: "model:read", digest: Self.digest(token),
            endsAt: .minute(30 * 24 * 60))
    }

    /// Uses token `token`, whose successor is token `token + 1`, as `change` says.
    func use(
        _ token: Int, minute: Int = 1, _ change: @escaping @Sendable (StoredRefreshToken) -> RefreshChange
    ) async throws -> (token: StoredRefreshToken, change: RefreshChange)? {
        try await store.use(digest: Self.digest(token), by: origin(minute: minute), decide: change)
    }

    static func rotate(to token: Int) -> RefreshChange {
        .rotate(salt: salt, successorDigest: digest(token))
    }

    func events() throws -> [String] {
        let queue = try DatabaseQueue(path: scenario.databasePath)
        defer { try? queue.close() }
        return try queue.read {
            try String.fetchAll(
                $0, sql: "SELECT action || ' ' || outcome FROM audit_log WHERE action LIKE 'session.%' ORDER BY seq")
        }
    }
}

/// Runs `body` with an empty store of tokens and an account.
func withTokens(limits: Limits = .standard, _ body: (TokenScenario) async throws -> Void) async throws {
    try await withScenario(limits: limits) { scenario in
        let database = try await scenario.open()
        try await database.write { database in
            try database.execute(
                sql: """
                    INSERT INTO users (username, email, tier, created_at, updated_at)
                    VALUES ('ada', 'ada@example.org', 'free', 0, 0)
                    """)
        }
        let id = try await database.read { try Int64.fetchOne($0, sql: "SELECT max(id) FROM users") ?? 0 }
        try await body(
            TokenScenario(
                scenario: scenario, database: database, store: TokenStore(database: database), userID: id))
        try await database.close()
    }
}
