import Foundation
import GRDB
import Synchronization
import Testing

@testable import Storage

@Suite struct TokenEndingTests {
    @Test func revokingATokenEndsItsFamilyOnce() async throws {
        try await withTokens { tokens in
            try await tokens.store.begin(tokens.family(), by: tokens.origin())
            #expect(try await tokens.store.revoke(digest: TokenScenario.digest(9), by: tokens.origin()) == nil)
            #expect(try await tokens.store.revoke(digest: TokenScenario.digest(0), by: tokens.origin()) == "family")
            #expect(try await tokens.store.revoke(digest: TokenScenario.digest(0), by: tokens.origin()) == nil)
            #expect(try tokens.events() == ["session.started done", "session.revoked done"])
        }
    }

    @Test func aSessionWithoutRefreshTokensCanBeEndedToo() async throws {
        try await withTokens { tokens in
            func end(_ session: String, of user: Int64) async throws -> Bool {
                try await tokens.store.end(session: session, of: user, until: .minute(30), by: tokens.origin())
            }
            try await tokens.store.begin(tokens.family(), by: tokens.origin())
            #expect(try await end("family", of: tokens.userID + 1) == false)
            #expect(try await end("family", of: tokens.userID))
            #expect(try await end("family", of: tokens.userID) == false)
            #expect(try await end("key-session", of: tokens.userID))
            #expect(try await end("nobody's", of: tokens.userID + 1) == false)
            #expect(try await Set(tokens.store.sessionsEnded(since: .minute(0))) == ["family", "key-session"])
        }
    }

    /// What somebody with a key can make the table hold.
    @Test func anAccountCannotFillTheTableOfEndedSessions() async throws {
        var limits = Limits.standard
        limits.endedSessionsPerUser = 3
        try await withTokens(limits: limits) { tokens in
            func end(_ session: String, minute: Int = 0) async throws -> Bool {
                try await tokens.store.end(
                    session: session, of: tokens.userID, until: .minute(30), by: tokens.origin(minute: minute))
            }
            try await tokens.store.begin(tokens.family(), by: tokens.origin())
            for number in 0..<3 { #expect(try await end("key-\(number)")) }
            await #expect(throws: TokenStoreError.tooManyEnded(limit: 3)) { try await end("key-3") }
            #expect(try await end("key-2") == false, "what is ended stays so")
            #expect(try await end("family"), "a login can always be ended: it has its row already")
            #expect(try tokens.scenario.value("SELECT count(*) FROM refresh_families") == 4.databaseValue)
            #expect(
                try await tokens.store.prune(
                    endedBefore: .minute(31), idleSince: .minute(-1), revokedBefore: .minute(31)) == 4)
            #expect(try await end("key-3", minute: 31))
        }
    }

    @Test func pruningTakesTheEndedTheIdleAndTheLongRevoked() async throws {
        var limits = Limits.standard
        limits.prunedFamilies = 2
        try await withTokens(limits: limits) { tokens in
            var ended = tokens.family("ended", token: 10)
            ended.endsAt = .minute(100)
            try await tokens.store.begin(ended, by: tokens.origin(minute: 50))
            for (number, name) in ["idle", "alive", "revoked", "just-revoked"].enumerated() {
                try await tokens.store.begin(
                    tokens.family(name, token: 20 + number), by: tokens.origin(minute: name == "idle" ? 10 : 60))
            }
            _ = try await tokens.use(22, minute: 65) { _ in .revokeFamily }
            _ = try await tokens.use(23, minute: 70) { _ in .revokeFamily }
            func prune() async throws -> Int {
                try await tokens.store.prune(
                    endedBefore: .minute(100), idleSince: .minute(10), revokedBefore: .minute(70))
            }
            #expect(try await prune() == 2)
            #expect(try await prune() == 1)
            #expect(try await prune() == 0)
            let left = try await tokens.database.read {
                try String.fetchAll($0, sql: "SELECT id FROM refresh_families ORDER BY id")
            }
            #expect(left == ["alive", "just-revoked"])
            #expect(try tokens.scenario.value("SELECT count(*) FROM refresh_tokens") == 2.databaseValue)
        }
    }

    @Test(arguments: [
        "UPDATE refresh_families SET ends_at = 9", "UPDATE refresh_families SET user_id = 2",
        "UPDATE refresh_families SET session_epoch = 5", "UPDATE refresh_families SET scope = NULL",
        "UPDATE refresh_families SET newest_generation = 2", "UPDATE refresh_families SET newest_generation = 0",
        "UPDATE refresh_families SET revoked_at = 1; UPDATE refresh_families SET revoked_at = NULL",
        "UPDATE refresh_families SET revoked_at = 1; UPDATE refresh_families SET newest_generation = 1",
        "UPDATE refresh_tokens SET generation = 1", "UPDATE refresh_tokens SET digest = zeroblob(32)",
        "INSERT INTO refresh_tokens VALUES (zeroblob(31), 'family', 1, NULL)",
        "INSERT INTO refresh_tokens VALUES (zeroblob(32), 'family', 0, NULL)",
        "INSERT INTO refresh_tokens VALUES (zeroblob(32), 'nobody', 0, NULL)",
        "UPDATE refresh_tokens SET successor_salt = zeroblob(8)",
    ])
    func theSchemaHoldsItsInvariants(sql: String) async throws {
        try await withTokens { tokens in
            try await tokens.store.begin(tokens.family(), by: tokens.origin())
            await #expect(throws: StorageError.self) { try await tokens.database.write { try $0.execute(sql: sql) } }
        }
    }

    @Test func keysChangeOnlyTogetherWithTheirLine() async throws {
        try await withTokens { tokens in
            let installed = Mutex(0)
            let change = SigningKeyChange(detail: ["key": "k"]) { installed.withLock { $0 += 1 } }
            #expect(try await tokens.store.changeSigningKeys(by: tokens.origin()) { nil } == false)
            #expect(try await tokens.store.changeSigningKeys(by: tokens.origin()) { change })
            #expect(installed.withLock { $0 } == 1)
            let lines = "SELECT count(*) FROM audit_log WHERE action = 'signing_key.rotated'"
            #expect(try tokens.scenario.value(lines) == 1.databaseValue)
            try await tokens.database.write {
                try $0.execute(
                    sql: "CREATE TRIGGER full BEFORE INSERT ON audit_log BEGIN SELECT RAISE(ABORT, 'no room'); END")
            }
            await #expect(throws: StorageError.self) {
                try await tokens.store.changeSigningKeys(by: tokens.origin()) { change }
            }
            #expect(installed.withLock { $0 } == 1)
        }
    }
}
