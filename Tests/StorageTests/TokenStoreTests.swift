import GRDB
import Testing

@testable import Storage

@Suite struct TokenStoreTests {
    @Test func aTokenIsUsedOnceAndItsSuccessorAfterIt() async throws {
        try await withTokens { tokens in
            try await tokens.store.begin(tokens.family(), by: tokens.origin())
            let first = try #require(try await tokens.use(0) { _ in TokenScenario.rotate(to: 1) })
            #expect(
                first.token.generation == 0 && first.token.newestGeneration == 0 && first.token.successorSalt == nil)
            #expect(first.token.familyID == "family" && first.token.scope == "model:read" && !first.token.isRevoked)
            #expect(first.token.newestIssuedAt == .minute(0) && first.token.endsAt == .minute(43_200))

            let parent = try #require(try await tokens.use(0) { _ in .giveSuccessorAgain })
            #expect(parent.token.generation == 0 && parent.token.newestGeneration == 1)
            #expect(parent.token.successorSalt == TokenScenario.salt && parent.token.newestIssuedAt == .minute(1))

            _ = try await tokens.use(1, minute: 2) { _ in TokenScenario.rotate(to: 2) }
            let grandparent = try #require(try await tokens.use(0) { _ in .refuse(reason: "test") })
            #expect(grandparent.token.newestGeneration == 2 && grandparent.token.successorSalt == nil)
            #expect(try await tokens.use(7) { _ in .revokeFamily } == nil)
            #expect(
                try tokens.events() == [
                    "session.started done", "session.refreshed done", "session.refreshed done",
                ])
        }
    }

    /// Two processes, 500 uses of one token at the same time: one rotates it, everybody else sees that.
    @Test func ofManyUsesAtOnceOneRotates() async throws {
        try await withTokens { tokens in
            try await tokens.store.begin(tokens.family(), by: tokens.origin())
            let other = try await tokens.scenario.open()
            let stores = [tokens.store, TokenStore(database: other)]
            let origin = tokens.origin(minute: 1)
            let changes = try await withThrowingTaskGroup(of: (Int64, RefreshChange)?.self) { group in
                for index in 0..<500 {
                    group.addTask {
                        try await stores[index % 2].use(digest: TokenScenario.digest(0), by: origin) { stored in
                            stored.generation == stored.newestGeneration
                                ? .rotate(salt: TokenScenario.salt, successorDigest: TokenScenario.digest(index + 1))
                                : .giveSuccessorAgain
                        }.map { ($0.token.newestGeneration, $0.change) }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(changes.count == 500)
            #expect(changes.count { $0?.0 == 0 && $0?.1 != .giveSuccessorAgain } == 1)
            #expect(changes.count { $0?.0 == 1 && $0?.1 == .giveSuccessorAgain } == 499)
            #expect(try tokens.scenario.value("SELECT count(*) FROM refresh_tokens") == 2.databaseValue)
            #expect(try tokens.events() == ["session.started done", "session.refreshed done"])
            try await other.close()
        }
    }

    @Test func aReusedTokenEndsItsFamilyAndThatIsNoted() async throws {
        try await withTokens { tokens in
            try await tokens.store.begin(tokens.family(), by: tokens.origin())
            try await tokens.store.begin(tokens.family("other", token: 50), by: tokens.origin())
            _ = try await tokens.use(0) { _ in TokenScenario.rotate(to: 1) }
            _ = try await tokens.use(0, minute: 5) { _ in .revokeFamily }
            let newest = try #require(try await tokens.use(1) { _ in .refuse(reason: "revoked") })
            #expect(newest.token.isRevoked)
            #expect(try await tokens.use(50) { _ in .giveSuccessorAgain }?.token.isRevoked == false)
            #expect(try await tokens.store.sessionsEnded(since: .minute(5)) == ["family"])
            #expect(try await tokens.store.sessionsEnded(since: .minute(6)) == [])
            #expect(try tokens.events().last == "session.refresh_reused refused")
        }
    }

    @Test func onlyTheNewestOfALivingFamilyIsEverRotated() async throws {
        try await withTokens { tokens in
            try await tokens.store.begin(tokens.family(), by: tokens.origin())
            _ = try await tokens.use(0) { _ in TokenScenario.rotate(to: 1) }
            // A caller that decided wrongly cannot make a second successor.
            await #expect(throws: TokenStoreError.notTheNewest) {
                try await tokens.use(0) { _ in TokenScenario.rotate(to: 2) }
            }
            _ = try await tokens.use(1) { _ in .revokeFamily }
            await #expect(throws: TokenStoreError.notTheNewest) {
                try await tokens.use(1) { _ in TokenScenario.rotate(to: 2) }
            }
            #expect(try tokens.scenario.value("SELECT count(*) FROM refresh_tokens") == 2.databaseValue)
        }
    }

    @Test(arguments: ["is_disabled = 1", "session_epoch = 1"])
    func aSessionNeedsItsAccountAsItWas(change: String) async throws {
        try await withTokens { tokens in
            try await tokens.store.begin(tokens.family(), by: tokens.origin())
            try await tokens.database.write { try $0.execute(sql: "UPDATE users SET \(change)") }
            let stored = try #require(try await tokens.use(0) { _ in .refuse(reason: "test") }).token
            #expect(stored.isAccountDisabled || stored.accountEpoch != stored.familyEpoch)
            await #expect(throws: TokenStoreError.noAccount(id: tokens.userID)) {
                try await tokens.store.begin(tokens.family("late", token: 9), by: tokens.origin())
            }
        }
    }

    @Test func whoIsDeletedHasNoSessions() async throws {
        try await withTokens { tokens in
            try await tokens.store.begin(tokens.family(), by: tokens.origin())
            try await tokens.database.write { try $0.execute(sql: "DELETE FROM users") }
            #expect(try await tokens.use(0) { _ in .giveSuccessorAgain } == nil)
            #expect(try tokens.scenario.value("SELECT count(*) FROM refresh_families") == 0.databaseValue)
        }
    }

    @Test func oneSessionTooManyEndsTheOneUsedLongestAgo() async throws {
        var limits = Limits.standard
        limits.refreshFamiliesPerUser = 3
        try await withTokens(limits: limits) { tokens in
            for number in 0..<3 {
                try await tokens.store.begin(
                    tokens.family("f\(number)", token: number * 10), by: tokens.origin(minute: number))
            }
            _ = try await tokens.use(0, minute: 5) { _ in TokenScenario.rotate(to: 1) }
            #expect(try await tokens.store.sessionsEnded(since: .minute(0)) == [])
            try await tokens.store.begin(tokens.family("f3", token: 30), by: tokens.origin(minute: 6))
            #expect(try await tokens.store.sessionsEnded(since: .minute(0)) == ["f1"])
            #expect(try tokens.events().suffix(2) == ["session.revoked done", "session.started done"])
        }
    }

    @Test func rememberedTokensAreBounded() async throws {
        var limits = Limits.standard
        limits.refreshTokensPerFamily = 5
        try await withTokens(limits: limits) { tokens in
            try await tokens.store.begin(tokens.family(), by: tokens.origin())
            for number in 0..<20 {
                _ = try await tokens.use(number, minute: number + 1) { _ in TokenScenario.rotate(to: number + 1) }
            }
            #expect(try tokens.scenario.value("SELECT count(*) FROM refresh_tokens") == 6.databaseValue)
            #expect(try await tokens.use(15) { _ in .giveSuccessorAgain }?.token.generation == 15)
            #expect(try await tokens.use(14) { _ in .giveSuccessorAgain } == nil)
        }
    }

    @Test func nothingHappensThatCannotBeNoted() async throws {
        try await withTokens { tokens in
            try await tokens.store.begin(tokens.family(), by: tokens.origin())
            try await tokens.database.write {
                try $0.execute(
                    sql: "CREATE TRIGGER full BEFORE INSERT ON audit_log BEGIN SELECT RAISE(ABORT, 'no room'); END")
            }
            for change in [TokenScenario.rotate(to: 1), .revokeFamily] {
                await #expect(throws: StorageError.self) { try await tokens.use(0) { _ in change } }
            }
            await #expect(throws: StorageError.self) {
                try await tokens.store.revoke(digest: TokenScenario.digest(0), by: tokens.origin())
            }
            await #expect(throws: StorageError.self) {
                try await tokens.store.begin(tokens.family("next", token: 5), by: tokens.origin())
            }
            let stored = try #require(try await tokens.use(0) { _ in .giveSuccessorAgain }).token
            #expect(stored.newestGeneration == 0 && !stored.isRevoked)
            #expect(try tokens.scenario.value("SELECT count(*) FROM refresh_families") == 1.databaseValue)
        }
    }
}
