import GRDB
import Synchronization
import Testing

@testable import Storage

@Suite struct APIKeyStoreTests {
    @Test func whatIsStoredIsAnswered() async throws {
        try await withKeys { keys in
            let new = NewAPIKey(
                name: "laptop", print: APIKeyScenario.print(1), scopes: ["model:read"], expiresAt: .minute(10),
                limits: APIKeyLimits(perMinute: 5, perDay: 50))
            let record = try await keys.store.create(new, forUser: keys.ada, origin: APIKeyScenario.origin())
            #expect(record.userID == keys.ada && record.name == "laptop" && record.lastFour == "abcd")
            #expect(record.scopes == ["model:read"] && record.expiresAt == .minute(10))
            #expect(record.limits == APIKeyLimits(perMinute: 5, perDay: 50) && record.createdAt == .minute(0))
            #expect(try await keys.store.keys(ofUser: keys.ada) == [record])
            #expect(try await keys.store.keys(ofUser: keys.grace) == [])
            let identity = try #require(try await keys.store.identify(digest: new.print.digest))
            #expect(identity.key == record && identity.owner.username == "ada")
            #expect(try await keys.store.identify(digest: APIKeyScenario.print(2).digest) == nil)
            #expect(try await keys.audit() == ["key.created key:\(record.id)"])
        }
    }

    @Test func somebodyElsesKeyIsNotThere() async throws {
        try await withKeys { keys in
            let record = try await keys.create(1)
            let missing = APIKeyError.notFound(id: record.id)
            await #expect(throws: missing) { try await keys.store.key(record.id, ofUser: keys.grace) }
            await #expect(throws: missing) {
                try await keys.store.revoke(record.id, ofUser: keys.grace, origin: APIKeyScenario.origin())
            }
            await #expect(throws: missing) {
                try await keys.store.rotate(
                    record.id, ofUser: keys.grace, to: APIKeyScenario.print(2), graceUntil: .minute(5),
                    origin: APIKeyScenario.origin())
            }
            #expect(try await keys.store.key(record.id, ofUser: nil) == record)
            #expect(try await keys.audit().count == 1)
        }
    }

    @Test func aRevokedKeyStaysRevoked() async throws {
        try await withKeys { keys in
            let record = try await keys.create(1)
            for minute in [1, 2] {
                try await keys.store.revoke(record.id, ofUser: keys.ada, origin: APIKeyScenario.origin(minute))
            }
            let revoked = try await keys.store.key(record.id, ofUser: keys.ada)
            #expect(revoked.revokedAt == .minute(1))
            #expect(revoked.standing(at: .minute(0)) == .revoked)
            #expect(try await keys.store.keys(ofUser: keys.ada) == [])
            #expect(try await keys.store.keys(ofUser: keys.ada, includingRevoked: true) == [revoked])
            #expect(try await keys.audit() == ["key.created key:1", "key.revoked key:1"])
        }
    }

    @Test func aRotatedKeyWorksUntilItsGraceIsOver() async throws {
        try await withKeys { keys in
            let old = try await keys.create(1, expiresAt: .minute(60))
            let new = try await keys.store.rotate(
                old.id, ofUser: keys.ada, to: APIKeyScenario.print(2), graceUntil: .minute(5),
                origin: APIKeyScenario.origin(1))
            #expect(new.name == old.name && new.expiresAt == old.expiresAt && new.limits == old.limits)
            let replaced = try await keys.store.key(old.id, ofUser: keys.ada)
            #expect(replaced.replacedBy == new.id)
            #expect(replaced.standing(at: .minute(4)) == .valid)
            #expect(replaced.standing(at: .minute(5)) == .replaced)
            #expect(new.standing(at: .minute(59)) == .valid)
            #expect(new.standing(at: .minute(60)) == .expired)
            await #expect(throws: APIKeyError.notRotatable(id: old.id, reason: "it was rotated before")) {
                try await keys.store.rotate(
                    old.id, ofUser: keys.ada, to: APIKeyScenario.print(3), graceUntil: .minute(9),
                    origin: APIKeyScenario.origin(2))
            }
            #expect(try await keys.audit() == ["key.created key:1", "key.rotated key:1"])
        }
    }

    @Test(arguments: [("", true), ("a\nb", true), (String(repeating: "x", count: 129), true), ("x y", false)])
    func namesAreBounded(name: String, isRefused: Bool) async throws {
        try await withKeys { keys in
            let new = APIKeyScenario.new(1, name: name)
            do {
                _ = try await keys.store.create(new, forUser: keys.ada, origin: APIKeyScenario.origin())
                #expect(!isRefused)
            } catch {
                #expect(isRefused && error as? APIKeyError == .nameInvalid(maximumBytes: 128))
            }
        }
    }

    @Test func aUserHasNoMoreKeysThanTheBound() async throws {
        var limits = Limits.standard
        limits.apiKeysPerUser = 2
        try await withKeys(limits: limits) { keys in
            try await keys.create(1, expiresAt: .minute(5))
            let second = try await keys.create(2)
            await #expect(throws: APIKeyError.tooMany(limit: 2)) { try await keys.create(3) }
            try await keys.create(3, minute: 5)
            await #expect(throws: APIKeyError.tooMany(limit: 2)) { try await keys.create(4, minute: 5) }
            try await keys.store.revoke(second.id, ofUser: nil, origin: APIKeyScenario.origin(6))
            try await keys.create(4, minute: 6)
        }
    }

    /// Each successor can be rotated in its turn, while those before it go on working.
    @Test func rotationMakesNoMoreWorkingKeysThanTheBound() async throws {
        var limits = Limits.standard
        limits.workingAPIKeysPerUser = 3
        try await withKeys(limits: limits) { keys in
            func rotate(_ key: APIKeyRecord, to number: Int, grace: Int) async throws -> APIKeyRecord {
                try await keys.store.rotate(
                    key.id, ofUser: keys.ada, to: APIKeyScenario.print(number), graceUntil: .minute(grace),
                    origin: APIKeyScenario.origin(1))
            }
            let third = try await rotate(rotate(keys.create(1), to: 2, grace: 60), to: 3, grace: 60)
            await #expect(throws: APIKeyError.tooMany(limit: 3)) { try await rotate(third, to: 4, grace: 60) }
            #expect(try await keys.store.key(third.id, ofUser: nil).graceUntil == nil, "nothing has changed")
            let fourth = try await rotate(third, to: 4, grace: 1)
            #expect(fourth.id > third.id, "without a grace period one takes the place of the other")
        }
    }

    @Test func theOldestDeadKeysAreForgotten() async throws {
        var limits = Limits.standard
        limits.apiKeyRowsPerUser = 3
        try await withKeys(limits: limits) { keys in
            for number in 1...3 { try await keys.create(number) }
            await #expect(throws: APIKeyError.tooMany(limit: 3)) { try await keys.create(4) }
            for id: Int64 in [2, 3] { try await keys.store.revoke(id, ofUser: nil, origin: APIKeyScenario.origin()) }
            try await keys.create(4)
            #expect(try await keys.store.keys(ofUser: keys.ada, includingRevoked: true).map(\.id) == [1, 3, 4])
        }
    }

    @Test func aKeyForNobodyIsRefused() async throws {
        try await withKeys { keys in
            await #expect(throws: APIKeyError.userNotFound(id: 99)) {
                try await keys.store.create(APIKeyScenario.new(1), forUser: 99, origin: APIKeyScenario.origin())
            }
            let lines = try await keys.audit()
            #expect(lines.isEmpty)
        }
    }

    @Test func everyChangeButUseIsANewRevisionAndHeardOf() async throws {
        try await withKeys { keys in
            let heard = Mutex(0)
            keys.database.onSecurityChange { heard.withLock { $0 += 1 } }
            let accounts = AccountStore(database: keys.database)
            var last = try await accounts.securityRevision()
            func expectChange(_ isExpected: Bool, _ what: String) async throws {
                let now = try await accounts.securityRevision()
                #expect((now > last) == isExpected, "\(what)")
                #expect(heard.withLock { $0 } == (isExpected ? 1 : 0), "\(what)")
                heard.withLock { $0 = 0 }
                last = now
            }
            let key = try await keys.create(1)
            try await expectChange(true, "create")
            try await keys.store.noteUses([key.id: .minute(3)])
            try await expectChange(false, "use")
            let new = try await keys.store.rotate(
                key.id, ofUser: nil, to: APIKeyScenario.print(2), graceUntil: .minute(9),
                origin: APIKeyScenario.origin())
            try await expectChange(true, "rotate")
            try await keys.store.revoke(new.id, ofUser: nil, origin: APIKeyScenario.origin())
            try await expectChange(true, "revoke")
            try await keys.store.revoke(new.id, ofUser: nil, origin: APIKeyScenario.origin())
            try await expectChange(false, "revoke again")
            await #expect(throws: (any Error).self) { try await keys.create(2) }
            try await expectChange(false, "a failure")
        }
    }

    @Test func useOnlyMovesForward() async throws {
        try await withKeys { keys in
            let key = try await keys.create(1)
            for minute in [3, 2] { try await keys.store.noteUses([key.id: .minute(minute), 99: .minute(1)]) }
            #expect(try await keys.store.key(key.id, ofUser: nil).lastUsedAt == .minute(3))
        }
    }

    @Test func withTheirOwnerKeysGo() async throws {
        try await withKeys { keys in
            let key = try await keys.create(1)
            _ = try await keys.store.rotate(
                key.id, ofUser: nil, to: APIKeyScenario.print(2), graceUntil: .minute(9),
                origin: APIKeyScenario.origin())
            let ada = keys.ada
            try await keys.database.write { try $0.execute(sql: "DELETE FROM users WHERE id = ?", arguments: [ada]) }
            #expect(try await keys.store.keys(includingRevoked: true) == [])
        }
    }

    @Test(arguments: [
        "UPDATE api_keys SET digest = x'00'", "UPDATE api_keys SET user_id = 2", "UPDATE api_keys SET scopes = NULL",
        "UPDATE api_keys SET scopes = '[\"*\"]'", "UPDATE api_keys SET revoked_at = NULL WHERE revoked_at IS NOT NULL",
        "UPDATE api_keys SET daily_quota = 0", "UPDATE api_keys SET burst = 5", "UPDATE api_keys SET expires_at = 0",
        "INSERT INTO api_keys (user_id, name, digest, last_four, created_at) VALUES (1, 'x', x'00', 'abcd', 0)",
    ])
    func theSchemaRefuses(sql: String) async throws {
        try await withKeys { keys in
            try await keys.create(1)
            let second = try await keys.create(2)
            try await keys.store.revoke(second.id, ofUser: nil, origin: APIKeyScenario.origin())
            await #expect(throws: StorageError.self) { try await keys.database.write { try $0.execute(sql: sql) } }
        }
    }
}
